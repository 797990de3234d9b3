/*
 * What a multiboot loader (QEMU's -kernel, GRUB) hands over. Multiboot Specification 0.6.96, "Boot
 * information format"; the names are the specification's.
 */
#pragma once

#include "kit/types.h"

#define MULTIBOOT_BOOTLOADER_MAGIC 0x2badb002u

#define MULTIBOOT_INFO_CMDLINE BIT(2)
#define MULTIBOOT_INFO_MEM_MAP BIT(6)

#define MULTIBOOT_MEMORY_AVAILABLE 1

struct multiboot_info {
    u32 flags;
    u32 mem_lower, mem_upper;
    u32 boot_device;
    u32 cmdline; /* physical address of a terminated string */
    u32 mods_count, mods_addr;
    u32 syms[4];
    u32 mmap_length, mmap_addr; /* bytes, physical address */
} PACKED;

struct multiboot_mmap_entry {
    u32 size; /* of what follows */
    u64 addr, len;
    u32 type;
} PACKED;
