/*
 * Physical pages: one bit a page below 4 GiB, set while the page is taken. Everything that the
 * memory map does not call available is taken for good: the ROM, the firmware, devices, holes.
 */
#include "mem/page.h"

#include "kit/panic.h"
#include "kit/string.h"
#include "mem/page_init.h"
#include "mem/page_table.h"

#define PAGES          (IDENTITY_MAP_SIZE / PAGE_SIZE)
#define PAGES_PER_WORD 64
#define LOW_MEMORY_END MIB(1) /* BIOS, multiboot information, video memory: left alone */

extern const u8 kernel_end[];

static u64 taken[PAGES / PAGES_PER_WORD];
static u64 free_pages;
static u64 first_page, end_page; /* the bounds of what was ever available */

static bool is_taken(u64 page)
{
    return taken[page / PAGES_PER_WORD] & BIT(page % PAGES_PER_WORD);
}

static void set_taken(u64 page, bool value)
{
    u64 bit = BIT(page % PAGES_PER_WORD);

    if (value)
        taken[page / PAGES_PER_WORD] |= bit;
    else
        taken[page / PAGES_PER_WORD] &= ~bit;
    free_pages += value ? -1ull : 1;
}

/* Only whole pages inside the range: the first rounded up, the last rounded down. */
static void add_available(u64 start, u64 end)
{
    u64 kernel = pointer_to_physical(kernel_end);

    if (start < LOW_MEMORY_END)
        start = LOW_MEMORY_END;
    if (start < kernel)
        start = kernel;
    if (end > IDENTITY_MAP_SIZE)
        end = IDENTITY_MAP_SIZE;
    for (u64 page = (start + PAGE_SIZE - 1) / PAGE_SIZE; page < end / PAGE_SIZE; page++) {
        if (!is_taken(page))
            continue;
        set_taken(page, false);
        if (page < first_page)
            first_page = page;
        if (page >= end_page)
            end_page = page + 1;
    }
}

/* Every page that the range touches. */
static void take_range(const struct memory_range *range)
{
    for (u64 page = range->start / PAGE_SIZE; page * PAGE_SIZE < range->end && page < PAGES; page++)
        if (!is_taken(page))
            set_taken(page, true);
}

void page_init(const struct boot_information *boot)
{
    memset(taken, 0xff, sizeof(taken));
    first_page = PAGES;
    for (u32 i = 0; i < boot->ranges; i++)
        add_available(boot->available[i].start, boot->available[i].end);
    for (u32 i = 0; i < boot->module_count; i++)
        take_range(&boot->modules[i].range);
}

static bool run_is_free(u64 first, u64 count)
{
    for (u64 page = first; page < first + count; page++)
        if (is_taken(page))
            return false;
    return true;
}

u64 page_alloc_contiguous(u64 count, u64 alignment)
{
    u64 step = alignment / PAGE_SIZE;

    if (!count || count > PAGES)
        return 0;
    for (u64 first = (first_page + step - 1) / step * step; first + count <= end_page;
         first += step) {
        if (!run_is_free(first, count))
            continue;
        for (u64 page = first; page < first + count; page++)
            set_taken(page, true);
        memset(physical_to_pointer(first * PAGE_SIZE), 0, count * PAGE_SIZE);
        return first * PAGE_SIZE;
    }
    return 0;
}

u64 page_alloc(void)
{
    return page_alloc_contiguous(1, PAGE_SIZE);
}

void page_free_contiguous(u64 physical, u64 count)
{
    u64 first = physical / PAGE_SIZE;

    if (physical % PAGE_SIZE)
        panic("page_free(0x%lx): not the address of a page", physical);
    for (u64 page = first; page < first + count; page++) {
        if (page < first_page || page >= end_page || !is_taken(page))
            panic("page_free(0x%lx): this page was not handed out", page * PAGE_SIZE);
        set_taken(page, false);
    }
}

void page_free(u64 physical)
{
    page_free_contiguous(physical, 1);
}

u64 page_free_count(void)
{
    return free_pages;
}
