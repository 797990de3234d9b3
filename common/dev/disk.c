/* One disk, from wherever it comes. */
#include "dev/disk.h"

#include "kit/string.h"
#include "mem/page.h"

static const struct boot_module *in_memory;

void disk_use_memory(const struct boot_module *image)
{
    in_memory = image;
}

enum ata_result disk_open(struct disk *disk)
{
    if (in_memory) {
        disk->memory = physical_to_pointer(in_memory->range.start);
        disk->sectors = (in_memory->range.end - in_memory->range.start) / SECTOR_SIZE;
        return ATA_OK;
    }
    disk->memory = NULL;

    enum ata_result result = ata_open(&disk->ata);
    disk->sectors = disk->ata.sectors;
    return result;
}

enum ata_result disk_read(const struct disk *disk, u32 lba, u32 count, void *buffer)
{
    if (!disk->memory)
        return ata_read(&disk->ata, lba, count, buffer);
    if (lba > disk->sectors || count > disk->sectors - lba)
        return ATA_OUT_OF_RANGE;
    memcpy(buffer, disk->memory + (u64)lba * SECTOR_SIZE, (u64)count * SECTOR_SIZE);
    return ATA_OK;
}
