/*
 * Programmed I/O on the primary ATA channel. ATA/ATAPI-6, "Register delivered data transfer
 * commands".
 */
#include "dev/ata.h"

#include "dev/port_io.h"
#include "kit/print.h"

/* Ports of the primary channel. */
#define PORT_DATA         0x1f0
#define PORT_ERROR        0x1f1
#define PORT_SECTOR_COUNT 0x1f2
#define PORT_LBA_LOW      0x1f3
#define PORT_LBA_MID      0x1f4
#define PORT_LBA_HIGH     0x1f5
#define PORT_DRIVE        0x1f6
#define PORT_STATUS       0x1f7 /* read; a write is a command */
#define PORT_COMMAND      0x1f7
#define PORT_CONTROL      0x3f6 /* read: the status again, without side effect */

#define STATUS_ERR       0x01
#define STATUS_DRQ       0x08
#define STATUS_DF        0x20
#define STATUS_BSY       0x80
#define STATUS_NO_DEVICE 0xff /* nobody drives the bus */

#define CONTROL_NO_INTERRUPT 0x02
#define COMMAND_READ_SECTORS 0x20
#define COMMAND_IDENTIFY     0xec

#define DRIVE_LBA      0xe0
#define DRIVE_SLAVE    0x10
#define DRIVE_LBA_MASK 0x0f

#define IDENTIFY_SECTORS_WORD 60 /* two words: sectors in 28-bit LBA */
#define WORDS_PER_SECTOR      (SECTOR_SIZE / sizeof(u16))
#define SECTORS_PER_COMMAND   255

/*
 * A drive answers within 30 s at worst; in an emulator at once. Each poll takes about a
 * microsecond.
 */
#define STATUS_POLLS_MAX 30000000

static enum ata_result wait_not_busy(void)
{
    for (u32 polls = 0; polls < STATUS_POLLS_MAX; polls++) {
        u8 status = inb(PORT_STATUS);

        if (status == STATUS_NO_DEVICE)
            return ATA_NO_DISK;
        if (!(status & STATUS_BSY))
            return status & (STATUS_ERR | STATUS_DF) ? ATA_ERROR : ATA_OK;
    }
    return ATA_TIMEOUT;
}

/*
 * The standard's 400 ns after a change of drive or a command: each read of the status takes 100 ns.
 */
static void settle(void)
{
    for (u32 reads = 0; reads < 4; reads++)
        inb(PORT_CONTROL);
}

static enum ata_result read_data(void *buffer)
{
    enum ata_result result = wait_not_busy();
    u64 words = WORDS_PER_SECTOR;

    if (result != ATA_OK)
        return result;
    if (!(inb(PORT_STATUS) & STATUS_DRQ))
        return ATA_ERROR;
    __asm__ volatile("rep insw" : "+D"(buffer), "+c"(words) : "d"(PORT_DATA) : "memory");
    return ATA_OK;
}

static void command(u8 code, u8 drive, u32 lba, u8 count)
{
    outb(PORT_DRIVE, drive | (lba >> 24 & DRIVE_LBA_MASK));
    settle();
    outb(PORT_SECTOR_COUNT, count);
    outb(PORT_LBA_LOW, lba);
    outb(PORT_LBA_MID, lba >> 8);
    outb(PORT_LBA_HIGH, lba >> 16);
    outb(PORT_COMMAND, code);
    settle();
}

/* IDENTIFY DEVICE; a CD-ROM refuses it, an absent drive has status 0. */
static enum ata_result identify(u8 drive, struct ata_disk *disk)
{
    u16 words[WORDS_PER_SECTOR];

    outb(PORT_CONTROL, CONTROL_NO_INTERRUPT);
    command(COMMAND_IDENTIFY, drive, 0, 0);
    if (inb(PORT_STATUS) == 0)
        return ATA_NO_DISK;
    if (read_data(words) != ATA_OK)
        return ATA_NO_DISK;
    disk->drive_select = drive;
    disk->sectors = words[IDENTIFY_SECTORS_WORD] | (u32)words[IDENTIFY_SECTORS_WORD + 1] << 16;
    return disk->sectors ? ATA_OK : ATA_NO_DISK;
}

enum ata_result ata_open(struct ata_disk *disk)
{
    if (identify(DRIVE_LBA, disk) == ATA_OK)
        return ATA_OK;
    return identify(DRIVE_LBA | DRIVE_SLAVE, disk);
}

enum ata_result ata_read(const struct ata_disk *disk, u32 lba, u32 count, void *buffer)
{
    u8 *to = buffer;

    if (lba > disk->sectors || count > disk->sectors - lba)
        return ATA_OUT_OF_RANGE;
    while (count) {
        u32 now = count < SECTORS_PER_COMMAND ? count : SECTORS_PER_COMMAND;

        command(COMMAND_READ_SECTORS, disk->drive_select, lba, now);
        for (u32 sector = 0; sector < now; sector++, to += SECTOR_SIZE) {
            enum ata_result result = read_data(to);

            if (result != ATA_OK) {
                kprintf("disk: reading sector %u failed: %s (error register 0x%x)\n", lba + sector,
                        ata_result_text(result), inb(PORT_ERROR));
                return result;
            }
        }
        lba += now;
        count -= now;
    }
    return ATA_OK;
}

const char *ata_result_text(enum ata_result result)
{
    static const char *const texts[] = {
        [ATA_OK] = "done",
        [ATA_NO_DISK] = "no hard disk answers on the primary channel",
        [ATA_ERROR] = "the drive reports an error",
        [ATA_TIMEOUT] = "the drive stays busy",
        [ATA_OUT_OF_RANGE] = "beyond the last sector of the disk",
    };

    return (u32)result < ARRAY_SIZE(texts) ? texts[result] : "an unknown result";
}
