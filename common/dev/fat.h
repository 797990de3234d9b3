/* Files on a FAT16 disk without a partition table, read-only, with long names. */
#pragma once

#include "dev/disk.h"
#include "kit/types.h"

enum fat_result {
    FAT_OK,
    FAT_NO_DISK,      /* the disk did not answer or failed: see the ATA result that was printed */
    FAT_NOT_FAT16,    /* no FAT16 file system at sector 0 */
    FAT_NO_DIRECTORY, /* a folder of the path is not there */
    FAT_NO_FILE,      /* the folder is there, the file is not */
    FAT_NOT_A_FILE,   /* the path names a folder, or a folder of the path is a file */
    FAT_CORRUPT,      /* a cluster chain that leaves the disk, loops or ends early */
    FAT_END_OF_FILE,  /* a read that starts or ends beyond the file's size */
};

struct fat_volume {
    struct disk disk;
    u32 sectors_per_cluster;
    u32 fat_start, root_start, data_start; /* sectors */
    u32 root_entries;
    u32 clusters;
};

struct fat_file {
    const struct fat_volume *volume;
    u32 first_cluster;
    u32 size; /* bytes */
};

enum fat_result fat_mount(struct fat_volume *volume);

/* Find the file `path` (absolute, e.g. /sbin/skernel-x86; case does not matter, as on every FAT). */
enum fat_result fat_open(const struct fat_volume *volume, const char *path, struct fat_file *file);

/* Read exactly `bytes` bytes from `offset` to `buffer`. */
enum fat_result fat_read(const struct fat_file *file, u32 offset, u32 bytes, void *buffer);

const char *fat_result_text(enum fat_result result);
