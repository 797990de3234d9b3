/*
 * What a multiboot2 loader (GRUB's `multiboot2`, by BIOS or UEFI) hands over: a row of tags. Multiboot2
 * Specification 2.0, "Boot information"; the names are the specification's.
 */
#pragma once

#include "kit/types.h"

#define MULTIBOOT2_HEADER_MAGIC     0xe85250d6u
#define MULTIBOOT2_BOOTLOADER_MAGIC 0x36d76289u
#define MULTIBOOT_TAG_ALIGN         8

enum multiboot_tag_type {
    MULTIBOOT_TAG_TYPE_END = 0,
    MULTIBOOT_TAG_TYPE_CMDLINE = 1,
    MULTIBOOT_TAG_TYPE_MODULE = 3,
    MULTIBOOT_TAG_TYPE_MMAP = 6,
    MULTIBOOT_TAG_TYPE_FRAMEBUFFER = 8,
};

#define MULTIBOOT2_MEMORY_AVAILABLE    1
#define MULTIBOOT_FRAMEBUFFER_TYPE_RGB 1

/* Before the first tag: the size of all of it, and a reserved word. */
struct multiboot2_start {
    u32 total_size, reserved;
} PACKED;

struct multiboot_tag {
    u32 type, size; /* of the whole tag, without the padding behind it */
} PACKED;

struct multiboot_tag_string {
    struct multiboot_tag tag;
    char string[];
} PACKED;

struct multiboot_tag_module {
    struct multiboot_tag tag;
    u32 mod_start, mod_end;
    char cmdline[];
} PACKED;

struct multiboot2_mmap_entry {
    u64 addr, len;
    u32 type, zero;
} PACKED;

struct multiboot_tag_mmap {
    struct multiboot_tag tag;
    u32 entry_size, entry_version;
    u8 entries[];
} PACKED;

struct multiboot_tag_framebuffer {
    struct multiboot_tag tag;
    u64 framebuffer_addr;
    u32 framebuffer_pitch, framebuffer_width, framebuffer_height;
    u8 framebuffer_bpp, framebuffer_type;
} PACKED;
