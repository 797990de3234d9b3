/* QEMU's documentation, "QEMU Firmware Configuration (fw_cfg) Device": selector and data port. */
#include "vtxrom/fw_cfg.h"

#include "dev/port_io.h"
#include "kit/string.h"

#define PORT_SELECTOR 0x510
#define PORT_DATA     0x511

#define KEY_SIGNATURE  0x00
#define KEY_PROCESSORS 0x05
#define KEY_DIRECTORY  0x19

#define SIGNATURE     "QEMU"
#define FILE_NAME_MAX 56
#define FILES_MAX     256 /* a larger directory is none */

static u32 read_big_endian(u32 bytes)
{
    u32 value = 0;

    while (bytes--)
        value = value << 8 | inb(PORT_DATA);
    return value;
}

static bool present(void)
{
    outw(PORT_SELECTOR, KEY_SIGNATURE);
    for (u32 i = 0; i < strlen(SIGNATURE); i++)
        if (inb(PORT_DATA) != SIGNATURE[i])
            return false;
    return true;
}

/* Find `name` in the directory; its key and size. */
static bool find(const char *name, u16 *key, u32 *size)
{
    char entry[FILE_NAME_MAX];

    outw(PORT_SELECTOR, KEY_DIRECTORY);
    u32 files = read_big_endian(sizeof(u32));
    if (files > FILES_MAX)
        return false;
    while (files--) {
        *size = read_big_endian(sizeof(u32));
        *key = read_big_endian(sizeof(u16));
        read_big_endian(sizeof(u16)); /* reserved */
        for (u32 i = 0; i < FILE_NAME_MAX; i++)
            entry[i] = inb(PORT_DATA);
        entry[FILE_NAME_MAX - 1] = '\0';
        if (!strcmp(entry, name))
            return true;
    }
    return false;
}

bool fw_cfg_read(const char *name, char *value, u32 size)
{
    u32 length, i;
    u16 key;

    if (!present() || !find(name, &key, &length))
        return false;
    outw(PORT_SELECTOR, key);
    for (i = 0; i < length && i < size - 1; i++)
        value[i] = inb(PORT_DATA);
    value[i] = '\0';
    return true;
}

u32 fw_cfg_processors(void)
{
    if (!present())
        return 1;
    outw(PORT_SELECTOR, KEY_PROCESSORS);
    u8 low = inb(PORT_DATA);
    return low | inb(PORT_DATA) << 8;
}
