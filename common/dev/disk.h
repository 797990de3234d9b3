/*
 * The disk that guests are loaded from: the first ATA disk, or a copy of one that the loader put into memory (a
 * machine started from a USB stick has no ATA disk that holds them).
 */
#pragma once

#include "boot/boot_information.h"
#include "dev/ata.h"

struct disk {
    const u8 *memory; /* NULL: the ATA disk */
    struct ata_disk ata;
    u32 sectors;
};

/* From now on disk_open() opens these bytes; `image` stays where it is. */
void disk_use_memory(const struct boot_module *image);

/* Open the disk. */
enum ata_result disk_open(struct disk *disk);

/* Read `count` sectors from `lba` to `buffer`. */
enum ata_result disk_read(const struct disk *disk, u32 lba, u32 count, void *buffer);
