/*
 * What the loader hands over, whichever loader it was: multiboot.c and multiboot2.c fill this in, nobody else
 * knows their formats.
 */
#pragma once

#include "kit/types.h"

#define BOOT_COMMAND_LINE_MAX 512
#define BOOT_RANGES_MAX       64
#define BOOT_MODULES_MAX      4
#define BOOT_MODULE_NAME_MAX  16

/* Bytes from `start` up to, without, `end`; physical addresses. */
struct memory_range {
    u64 start, end;
};

/* A file that the loader put into memory. */
struct boot_module {
    struct memory_range range;
    char name[BOOT_MODULE_NAME_MAX];
};

/* Pixels of red, green and blue, a byte each; some screens have a fourth byte between them. */
#define FRAMEBUFFER_BITS_MIN 24
#define FRAMEBUFFER_BITS_MAX 32

/* A linear screen; address 0: there is none. */
struct framebuffer {
    u64 address;
    u32 pitch;         /* bytes from one line to the next */
    u32 width, height; /* pixels */
    u32 pixel_bytes;
};

struct boot_information {
    char command_line[BOOT_COMMAND_LINE_MAX];
    struct memory_range available[BOOT_RANGES_MAX]; /* memory that may be used, as far as the firmware knows */
    u32 ranges;
    struct boot_module modules[BOOT_MODULES_MAX];
    u32 module_count;
    struct framebuffer framebuffer;
};

/*
 * Take over what the loader said. `magic`: what it left in EAX; `from`: what it left in EBX. Panics on a loader
 * that is neither a multiboot nor a multiboot2 loader, and on what does not fit.
 */
const struct boot_information *boot_information_read(u32 magic, const void *from);

/* The module of that name, NULL when the loader brought none. */
const struct boot_module *boot_module_find(const struct boot_information *boot, const char *name);

/* For the readers: add one piece, or panic because there is no room. */
void boot_set_command_line(struct boot_information *boot, const char *text);
void boot_add_available(struct boot_information *boot, u64 start, u64 end);
void boot_add_module(struct boot_information *boot, u64 start, u64 end, const char *name);

/* The two formats; `from` as above. */
void multiboot_read(struct boot_information *boot, const void *from);
void multiboot2_read(struct boot_information *boot, const void *from);
