/*
 * A FAT16 volume: finding it, and walking cluster chains. Nothing that is read from the disk is
 * believed.
 */
#include "dev/fat.h"

#include "dev/fat_layout.h"
#include "kit/print.h"

const char *fat_result_text(enum fat_result result)
{
    static const char *const texts[] = {
        [FAT_OK] = "done",
        [FAT_NO_DISK] = "the disk cannot be read",
        [FAT_NOT_FAT16] = "the disk has no FAT16 file system (make disk makes one)",
        [FAT_NO_DIRECTORY] = "a folder of this path is not on the disk",
        [FAT_NO_FILE] = "no such file on the disk (make update-disk FILE=... puts one there)",
        [FAT_NOT_A_FILE] = "this path leads through or to something that is not a file",
        [FAT_CORRUPT] = "the file system is damaged: a cluster chain leads nowhere",
        [FAT_END_OF_FILE] = "the file ends before that",
    };

    return (u32)result < ARRAY_SIZE(texts) ? texts[result] : "an unknown result";
}

enum fat_result fat_read_sectors(const struct fat_volume *volume, u32 sector, u32 count,
                                 void *buffer)
{
    return disk_read(&volume->disk, sector, count, buffer) == ATA_OK ? FAT_OK : FAT_NO_DISK;
}

/* Take the layout from the boot sector; false when it is none, or describes what cannot be. */
static bool parse(const struct fat_boot_sector *boot, struct fat_volume *volume)
{
    u32 sectors = boot->total_sectors_16 ? boot->total_sectors_16 : boot->total_sectors_32;
    u8 per_cluster = boot->sectors_per_cluster;

    if (boot->signature != FAT_SIGNATURE || boot->bytes_per_sector != SECTOR_SIZE)
        return false;
    if (!per_cluster || per_cluster & (per_cluster - 1) || !boot->fats || !boot->reserved_sectors ||
        !boot->fat_size_16 || boot->root_entries % FAT_ENTRIES_PER_SECTOR)
        return false;

    volume->sectors_per_cluster = per_cluster;
    volume->fat_start = boot->reserved_sectors;
    volume->root_start = volume->fat_start + boot->fats * boot->fat_size_16;
    volume->root_entries = boot->root_entries;
    volume->data_start = volume->root_start + boot->root_entries / FAT_ENTRIES_PER_SECTOR;
    if (sectors > volume->disk.sectors || volume->data_start >= sectors)
        return false;
    volume->clusters = (sectors - volume->data_start) / per_cluster;
    return volume->clusters >= FAT16_CLUSTERS_MIN && volume->clusters <= FAT16_CLUSTERS_MAX &&
           boot->fat_size_16 * FAT16_ENTRIES_PER_SECTOR >= volume->clusters + FAT_FIRST_CLUSTER;
}

enum fat_result fat_mount(struct fat_volume *volume)
{
    struct fat_boot_sector boot;
    enum ata_result disk = disk_open(&volume->disk);

    if (disk != ATA_OK) {
        kprintf("disk: %s\n", ata_result_text(disk));
        return FAT_NO_DISK;
    }
    if (fat_read_sectors(volume, 0, 1, &boot) != FAT_OK)
        return FAT_NO_DISK;
    return parse(&boot, volume) ? FAT_OK : FAT_NOT_FAT16;
}

enum fat_result fat_next_cluster(const struct fat_volume *volume, u32 cluster, u32 *next)
{
    u16 entries[FAT16_ENTRIES_PER_SECTOR];
    u32 sector = volume->fat_start + cluster / FAT16_ENTRIES_PER_SECTOR;

    if (fat_read_sectors(volume, sector, 1, entries) != FAT_OK)
        return FAT_NO_DISK;
    *next = entries[cluster % FAT16_ENTRIES_PER_SECTOR];
    if (*next >= FAT16_END_OF_CHAIN)
        return FAT_END_OF_FILE;
    return fat_cluster_valid(volume, *next) ? FAT_OK : FAT_CORRUPT;
}

u32 fat_cluster_sector(const struct fat_volume *volume, u32 cluster)
{
    return volume->data_start + (cluster - FAT_FIRST_CLUSTER) * volume->sectors_per_cluster;
}
