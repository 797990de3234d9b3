/*
 * FAT16 on the disk, byte by byte. Microsoft, "FAT: General Overview of On-Disk Format", 1.03; names are
 * that document's.
 */
#pragma once

#include "dev/fat.h"

struct fat_boot_sector {
    u8 jump[3];
    u8 oem_name[8];
    u16 bytes_per_sector;
    u8 sectors_per_cluster;
    u16 reserved_sectors;
    u8 fats;
    u16 root_entries;
    u16 total_sectors_16;
    u8 media;
    u16 fat_size_16;
    u16 sectors_per_track;
    u16 heads;
    u32 hidden_sectors;
    u32 total_sectors_32;
    u8 rest[474];
    u16 signature;
} PACKED;
_Static_assert(sizeof(struct fat_boot_sector) == SECTOR_SIZE, "the boot sector is one sector");

#define FAT_SIGNATURE         0xaa55
#define FAT16_CLUSTERS_MIN    4085 /* fewer: FAT12 */
#define FAT16_CLUSTERS_MAX    65524
#define FAT_FIRST_CLUSTER     2
#define FAT16_END_OF_CHAIN    0xfff8
#define FAT16_ENTRIES_PER_SECTOR (SECTOR_SIZE / sizeof(u16))

struct fat_directory_entry {
    u8 name[11];
    u8 attributes;
    u8 reserved[14];
    u16 first_cluster;
    u32 size;
} PACKED;

/* A piece of a long name: 13 characters of UTF-16, before the entry that it belongs to, last piece first. */
struct fat_long_entry {
    u8 order;
    u16 name1[5];
    u8 attributes;
    u8 type;
    u8 checksum;
    u16 name2[6];
    u16 first_cluster;
    u16 name3[2];
} PACKED;
_Static_assert(sizeof(struct fat_directory_entry) == sizeof(struct fat_long_entry), "one slot each");

#define FAT_ENTRIES_PER_SECTOR (SECTOR_SIZE / sizeof(struct fat_directory_entry))
#define FAT_ENTRY_END          0x00
#define FAT_ENTRY_FREE         0xe5

#define FAT_ATTRIBUTE_VOLUME    0x08
#define FAT_ATTRIBUTE_DIRECTORY 0x10
#define FAT_ATTRIBUTE_LONG_NAME 0x0f
#define FAT_ATTRIBUTE_MASK      0x3f

#define FAT_LONG_ORDER_MASK  0x3f
#define FAT_LONG_LAST        0x40
#define FAT_LONG_CHARACTERS  13
#define FAT_LONG_PIECES_MAX  20
#define FAT_NAME_MAX         (FAT_LONG_PIECES_MAX * FAT_LONG_CHARACTERS)

/* For the other fat_*.c files: sectors of the volume, with a message when the disk fails. */
enum fat_result fat_read_sectors(const struct fat_volume *volume, u32 sector, u32 count,
                                 void *buffer);

/* The cluster after `cluster`; FAT_END_OF_FILE at the end of the chain, FAT_CORRUPT outside the disk. */
enum fat_result fat_next_cluster(const struct fat_volume *volume, u32 cluster, u32 *next);

/* First sector of `cluster`, which must be one of the volume's. */
u32 fat_cluster_sector(const struct fat_volume *volume, u32 cluster);

static inline bool fat_cluster_valid(const struct fat_volume *volume, u32 cluster)
{
    return cluster >= FAT_FIRST_CLUSTER && cluster - FAT_FIRST_CLUSTER < volume->clusters;
}
