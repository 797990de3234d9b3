/*
 * Lab 4: extended page tables. Four levels of 512 entries translate 48 guest-physical bits.
 * SDM Vol. 3C, "The Extended Page Table Mechanism (EPT)".
 */
#include "vmx/ept.h"
#include "cpu/cpuid.h"
#include "kit/panic.h"
#include "mem/page.h"
#include "vmx/ept_entry.h"

/*
 * Given: the physical addresses this processor has. Asked once, since CPUID is slow in a virtual
 * machine and the answer does not change. SDM Vol. 2A, "CPUID", leaf 80000008H.
 */
static bool host_physical_in_range(u64 address)
{
    static u32 bits;

    if (!bits)
        bits = cpuid(CPUID_LEAF_ADDRESS_SIZES, 0).eax & CPUID_PHYSICAL_BITS_MASK;
    return address >> bits == 0;
}

static bool guest_physical_in_range(u64 address)
{
    return address >> EPT_GUEST_PHYSICAL_BITS == 0;
}

/* Given: the level whose entries map pages of `page_size`, -1 when there is none in this lab. */
static int leaf_level(u64 page_size)
{
    if (page_size == EPT_PAGE_4_KIB)
        return EPT_LEVEL_PT;
    return page_size == EPT_PAGE_2_MIB ? EPT_LEVEL_PD : -1;
}

/*
 * lab4.5  The index into the table of `level` (3: PML4 ... 0: page table): nine bits of the
 * address. SDM Vol. 3C, "EPT Translation Mechanism".
 */
static u64 ept_index(u64 guest_physical, int level)
{
    /* BEGIN SOLUTION lab4.5 */
    return guest_physical >> (EPT_PAGE_SHIFT + level * EPT_INDEX_BITS) & EPT_INDEX_MASK;
    /* END SOLUTION */
}

/*
 * lab4.4  Walk from the root to the entry of `leaf` level for `guest_physical` and return its
 * address. A missing table on the way: with `create`, take a page for it and link it with all
 * permissions (those of the leaf decide); without, stop. The walk also stops at a large page. In
 * both cases *level says where it stopped, and the entry there is returned. NULL: no page for a
 * table.
 */
static u64 *ept_walk(const struct ept *ept, u64 guest_physical, int leaf, bool create, int *level)
{
    /* BEGIN SOLUTION lab4.4 statement */
    u64 *table = physical_to_pointer(ept->root);

    for (*level = EPT_LEVEL_PML4;; --*level) {
        u64 *entry = &table[ept_index(guest_physical, *level)];

        if (*level == leaf || *entry & EPT_ENTRY_LARGE_PAGE)
            return entry;
        if (!(*entry & EPT_ENTRY_PERMISSIONS)) {
            if (!create)
                return entry;
            u64 page = page_alloc();
            if (!page)
                return NULL;
            *entry = page | EPT_ALL_PERMISSIONS;
        }
        table = physical_to_pointer(*entry & EPT_ENTRY_ADDRESS);
    }
    /* END SOLUTION */
}
_Static_assert(sizeof(u64) * (EPT_INDEX_MASK + 1) == PAGE_SIZE, "an EPT table is one page");

enum ept_result ept_create(struct ept *ept)
{
    ept->root = page_alloc();
    return ept->root ? EPT_OK : EPT_NO_MEMORY;
}

/*
 * lab4.3  The checks that ept_map makes before it touches anything, in this order: page size
 * (WRONG_PAGE_SIZE), both addresses aligned to it (MISALIGNED), both in range (OUT_OF_RANGE),
 * permissions that are no misconfiguration: at least one, and none without read (BAD_PERMISSIONS).
 * SDM Vol. 3C, "EPT Misconfigurations".
 */
static enum ept_result check_mapping(u64 guest_physical, u64 host_physical, u64 page_size,
                                     u32 permissions)
{
    /* BEGIN SOLUTION lab4.3 */
    if (leaf_level(page_size) < 0)
        return EPT_WRONG_PAGE_SIZE;
    if ((guest_physical | host_physical) & (page_size - 1))
        return EPT_MISALIGNED;
    if (!guest_physical_in_range(guest_physical) || !host_physical_in_range(host_physical))
        return EPT_OUT_OF_RANGE;
    if (!(permissions & EPT_READ) || permissions & ~EPT_ALL_PERMISSIONS)
        return EPT_BAD_PERMISSIONS;
    return EPT_OK;
    /* END SOLUTION */
}

/*
 * lab4.2  Map one page: check, walk (creating tables), refuse if the entry maps something already
 * (ALREADY_MAPPED; also when the walk stopped at a large page, or when a table hangs where a large
 * page should go), then write the leaf: host address, permissions, memory type, and for 2 MiB the
 * large-page bit. SDM Vol. 3C, tables "Format of an EPT Page-Table Entry that Maps a 4-KByte Page",
 * "Format of an EPT Page-Directory Entry (PDE) that Maps a 2-MByte Page".
 */
enum ept_result ept_map(struct ept *ept, u64 guest_physical, u64 host_physical, u64 page_size,
                        u32 permissions, enum ept_memory_type memory_type)
{
    /* BEGIN SOLUTION lab4.2 */
    enum ept_result check = check_mapping(guest_physical, host_physical, page_size, permissions);
    int level;

    if (check != EPT_OK)
        return check;
    u64 *entry = ept_walk(ept, guest_physical, leaf_level(page_size), true, &level);
    if (!entry)
        return EPT_NO_MEMORY;
    if (*entry & EPT_ENTRY_PERMISSIONS)
        return EPT_ALREADY_MAPPED;

    *entry = host_physical | permissions | (u64)memory_type << EPT_ENTRY_MEMORY_TYPE_SHIFT;
    if (level != EPT_LEVEL_PT)
        *entry |= EPT_ENTRY_LARGE_PAGE;
    return EPT_OK;
    /* END SOLUTION */
}

/*
 * lab4.7  What is mapped at `guest_physical`? Walk to the bottom; NOT_MAPPED when the walk ends at
 * an empty entry, OUT_OF_RANGE beyond 48 bits. Else fill in *translation: the host address of that
 * very byte, the size of the page, the leaf's permissions (every table above has them all) and
 * memory type.
 */
enum ept_result ept_translate(const struct ept *ept, u64 guest_physical,
                              struct ept_translation *translation)
{
    /* BEGIN SOLUTION lab4.7 */
    int level;

    if (!guest_physical_in_range(guest_physical))
        return EPT_OUT_OF_RANGE;
    u64 entry = *ept_walk(ept, guest_physical, EPT_LEVEL_PT, false, &level);
    if (!(entry & EPT_ENTRY_PERMISSIONS))
        return EPT_NOT_MAPPED;

    u64 page_size = level == EPT_LEVEL_PT ? EPT_PAGE_4_KIB : EPT_PAGE_2_MIB;
    translation->host_physical =
        (entry & EPT_ENTRY_ADDRESS & ~(page_size - 1)) | (guest_physical & (page_size - 1));
    translation->page_size = page_size;
    translation->permissions = entry & EPT_ENTRY_PERMISSIONS;
    translation->memory_type = entry >> EPT_ENTRY_MEMORY_TYPE_SHIFT & EPT_ENTRY_MEMORY_TYPE_MASK;
    return EPT_OK;
    /* END SOLUTION */
}

/*
 * lab4.6  Take one page away: the same checks of size, alignment and range as for mapping;
 * NOT_MAPPED when nothing is there; WRONG_PAGE_SIZE when the page that is there has the other size.
 * The tables stay. The caller executes INVEPT.
 */
enum ept_result ept_unmap(struct ept *ept, u64 guest_physical, u64 page_size)
{
    /* BEGIN SOLUTION lab4.6 */
    enum ept_result check = check_mapping(guest_physical, 0, page_size, EPT_READ);
    struct ept_translation translation;
    int level;

    if (check != EPT_OK)
        return check;
    if (ept_translate(ept, guest_physical, &translation) != EPT_OK)
        return EPT_NOT_MAPPED;
    if (translation.page_size != page_size)
        return EPT_WRONG_PAGE_SIZE;
    *ept_walk(ept, guest_physical, leaf_level(page_size), false, &level) = 0;
    return EPT_OK;
    /* END SOLUTION */
}
