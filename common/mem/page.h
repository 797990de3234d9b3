/* Physical pages. Memory is identity-mapped below 4 GiB: a physical address is also a pointer. */
#pragma once

#include "kit/types.h"

/* One zeroed page. Returns its physical address, 0 when memory is used up. */
u64 page_alloc(void);

/*
 * `count` zeroed pages in a row, the first at a multiple of `alignment` bytes (a power of two, at
 * least PAGE_SIZE). Returns the physical address, 0 when there is no such run.
 */
u64 page_alloc_contiguous(u64 count, u64 alignment);

/* Give back one page / `count` pages. Panics on an address that was not handed out. */
void page_free(u64 physical);
void page_free_contiguous(u64 physical, u64 count);

/* Pages that are free now: a leak shows as a difference. */
u64 page_free_count(void);

/* The pointer through which the kernel reaches a physical address below 4 GiB. */
static inline void *physical_to_pointer(u64 physical)
{
    return (void *)physical;
}

static inline u64 pointer_to_physical(const void *pointer)
{
    return (u64)pointer;
}
