/* Reading a file: along its cluster chain, never further than the chain and the size say. */
#include "dev/fat.h"

#include "dev/fat_layout.h"
#include "kit/string.h"

/* The cluster `steps` behind `cluster`; a chain that is longer than the disk loops. */
static enum fat_result walk_chain(const struct fat_volume *volume, u32 *cluster, u32 steps)
{
    if (!fat_cluster_valid(volume, *cluster) || steps > volume->clusters)
        return FAT_CORRUPT;
    while (steps--) {
        enum fat_result result = fat_next_cluster(volume, *cluster, cluster);

        if (result != FAT_OK)
            return result == FAT_END_OF_FILE ? FAT_CORRUPT : result;
    }
    return FAT_OK;
}

/* Up to one sector: from `offset` in `sector`, `bytes` bytes. */
static enum fat_result read_piece(const struct fat_volume *volume, u32 sector, u32 offset,
                                  u32 bytes, void *to)
{
    u8 content[SECTOR_SIZE];
    enum fat_result result = fat_read_sectors(volume, sector, 1, content);

    if (result == FAT_OK)
        memcpy(to, content + offset, bytes);
    return result;
}

enum fat_result fat_read(const struct fat_file *file, u32 offset, u32 bytes, void *buffer)
{
    const struct fat_volume *volume = file->volume;
    u32 cluster_bytes = volume->sectors_per_cluster * SECTOR_SIZE;
    u32 cluster = file->first_cluster;
    u8 *to = buffer;

    if (offset > file->size || bytes > file->size - offset)
        return FAT_END_OF_FILE;
    if (!bytes)
        return FAT_OK;
    enum fat_result result = walk_chain(volume, &cluster, offset / cluster_bytes);
    while (result == FAT_OK && bytes) {
        u32 in_cluster = offset % cluster_bytes, in_sector = offset % SECTOR_SIZE;
        u32 now = SECTOR_SIZE - in_sector < bytes ? SECTOR_SIZE - in_sector : bytes;

        result = read_piece(volume, fat_cluster_sector(volume, cluster) + in_cluster / SECTOR_SIZE,
                            in_sector, now, to);
        to += now;
        offset += now;
        bytes -= now;
        if (result == FAT_OK && bytes && offset % cluster_bytes == 0)
            result = walk_chain(volume, &cluster, 1);
    }
    return result;
}
