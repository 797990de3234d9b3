/* Page-table entries of 4-level paging. SDM Vol. 3A, "4-Level Paging and 5-Level Paging". */
#pragma once

#include "kit/types.h"

#define PAGE_ENTRY_PRESENT  BIT(0)
#define PAGE_ENTRY_WRITABLE BIT(1)
#define PAGE_ENTRY_LARGE    BIT(7) /* PS: in a page directory, a 2 MiB page */

/* The kernel maps this much physical memory onto itself (boot.asm). */
#define IDENTITY_MAP_SIZE GIB(4)
