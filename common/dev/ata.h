/* The first ATA disk (primary channel, master or slave), read by programmed I/O, 28-bit LBA. */
#pragma once

#include "kit/types.h"

#define SECTOR_SIZE 512

enum ata_result {
    ATA_OK,
    ATA_NO_DISK,      /* no device answers, or it is no hard disk */
    ATA_ERROR,        /* the drive set ERR or DF */
    ATA_TIMEOUT,      /* the drive stayed busy */
    ATA_OUT_OF_RANGE, /* beyond the last sector */
};

struct ata_disk {
    u32 sectors;
    u8 drive_select; /* master or slave bits of the drive/head register */
};

/* Find the disk. */
enum ata_result ata_open(struct ata_disk *disk);

/* Read `count` sectors from `lba` to `buffer`. */
enum ata_result ata_read(const struct ata_disk *disk, u32 lba, u32 count, void *buffer);

const char *ata_result_text(enum ata_result result);
