/*
 * EPT entries, the EPT pointer and the INVEPT descriptor, bit by bit. SDM Vol. 3C, "EPT Translation
 * Mechanism" (tables "Format of an EPT ... Entry"), "Extended-Page-Table Pointer (EPTP)".
 */
#pragma once

#include "kit/types.h"

#define EPT_LEVEL_PML4 3
#define EPT_LEVEL_PDPT 2
#define EPT_LEVEL_PD   1
#define EPT_LEVEL_PT   0

#define EPT_PAGE_SHIFT 12
#define EPT_INDEX_BITS 9
#define EPT_INDEX_MASK 0x1ffull

#define EPT_ENTRY_PERMISSIONS       0x7ull
#define EPT_ENTRY_MEMORY_TYPE_SHIFT 3
#define EPT_ENTRY_MEMORY_TYPE_MASK  0x7ull
#define EPT_ENTRY_LARGE_PAGE        BIT(7)
#define EPT_ENTRY_ADDRESS           0x000ffffffffff000ull

/* EPT pointer: bits 2:0 memory type of the tables, 5:3 page-walk length minus 1. */
#define EPT_POINTER_WALK_LENGTH_SHIFT 3
#define EPT_POINTER_WALK_LENGTH       4

/* INVEPT types and descriptor. SDM Vol. 3C, "INVEPT - Invalidate Translations Derived from EPT". */
enum invept_type {
    INVEPT_SINGLE_CONTEXT = 1,
    INVEPT_ALL_CONTEXT = 2,
};

struct invept_descriptor {
    u64 ept_pointer;
    u64 reserved;
};
