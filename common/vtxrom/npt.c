/* Building nested page tables. AMD APM Vol. 2, 15.25, "Nested Paging". */
#include "vtxrom/npt.h"

#include "kit/string.h"
#include "vmx/ept.h"
#include "vtxrom/debug.h"
#include "vtxrom/memory.h"

#define LEVEL_PML4   3
#define LEVEL_PDPT   2
#define LEVEL_PD     1
#define LEVEL_PT     0
#define PAGE_SHIFT   12
#define INDEX_BITS   9
#define ENTRIES      512ull
#define IDENTITY_GIB 512ull
#define ABSENT_BYTE  0xff

static u64 level_size(u32 level)
{
    return BIT(PAGE_SHIFT + level * INDEX_BITS);
}

static u64 *entry_of(u64 *table, u64 address, u32 level)
{
    return &table[address / level_size(level) % ENTRIES];
}

static u64 *table_of(u64 entry)
{
    return (u64 *)(entry & NPT_ADDRESS);
}

static u64 *new_l1_table(struct cpu_state *cpu)
{
    if (cpu->l1_npt.used == NPT_TABLES)
        rom_stop(cpu, "no nested page table left for L1's memory map");
    u64 *table = cpu->npt_tables[cpu->l1_npt.used++];

    memset(table, 0, PAGE_SIZE);
    return table;
}

/* Replace a large page by a table of 512 smaller ones that map the same. */
static void split(struct cpu_state *cpu, u64 *entry, u32 level)
{
    u64 *table = new_l1_table(cpu);
    u64 flags = *entry & ~NPT_ADDRESS, address = *entry & NPT_ADDRESS;

    if (level - 1 == LEVEL_PT)
        flags &= ~NPT_LARGE;
    for (u64 i = 0; i < ENTRIES; i++)
        table[i] = (address + i * level_size(level - 1)) | flags;
    *entry = (u64)table | NPT_PRESENT | NPT_WRITABLE | NPT_USER;
}

/*
 * What guests find at the ROM's addresses: a page of all ones that takes no write, as where no
 * memory is.
 */
static u64 absent_memory(const struct cpu_state *cpu)
{
    return (u64)cpu->absent_page | NPT_PRESENT | NPT_USER | NPT_NO_EXECUTE;
}

static void remove_page(struct cpu_state *cpu, u64 address)
{
    u64 *table = table_of(*entry_of(cpu->l1_npt.root, address, LEVEL_PML4));

    for (u32 level = LEVEL_PDPT; level > LEVEL_PT; level--) {
        u64 *entry = entry_of(table, address, level);

        if (*entry & NPT_LARGE)
            split(cpu, entry, level);
        table = table_of(*entry);
    }
    *entry_of(table, address, LEVEL_PT) = absent_memory(cpu);
}

void npt_build_l1(struct cpu_state *cpu, u64 region_base, u64 region_size)
{
    memset(cpu->absent_page, ABSENT_BYTE, sizeof(cpu->absent_page));
    cpu->l1_npt.used = 0;
    cpu->l1_npt.root = new_l1_table(cpu);
    u64 *pointers = new_l1_table(cpu);

    cpu->l1_npt.root[0] = (u64)pointers | NPT_PRESENT | NPT_WRITABLE | NPT_USER;
    for (u64 i = 0; i < IDENTITY_GIB; i++)
        pointers[i] = i * GIB(1) | NPT_PRESENT | NPT_WRITABLE | NPT_USER | NPT_LARGE;
    for (u64 page = region_base; page < region_base + region_size; page += PAGE_SIZE)
        remove_page(cpu, page);
}

void shadow_reset(struct cpu_state *cpu)
{
    cpu->shadow.root = cpu->shadow_tables[0];
    cpu->shadow.used = 1;
    memset(cpu->shadow.root, 0, PAGE_SIZE);
}

/*
 * The table below `entry`; when none is left the whole shadow is dropped and filled anew by faults.
 */
static u64 *shadow_table(struct cpu_state *cpu, u64 *entry)
{
    if (*entry & NPT_PRESENT && !(*entry & NPT_LARGE))
        return table_of(*entry);
    if (cpu->shadow.used == SHADOW_TABLES)
        return NULL;
    u64 *table = cpu->shadow_tables[cpu->shadow.used++];

    memset(table, 0, PAGE_SIZE);
    *entry = (u64)table | NPT_PRESENT | NPT_WRITABLE | NPT_USER;
    return table;
}

static u32 leaf_level(u64 physical, u64 page_size)
{
    u64 large = level_size(LEVEL_PD);

    if (page_size < large || memory_is_ours(physical & ~(large - 1), large))
        return LEVEL_PT;
    return LEVEL_PD;
}

void shadow_fill(struct cpu_state *cpu, u64 guest_physical, u64 physical, u32 permissions,
                 u64 page_size)
{
    u32 leaf = leaf_level(physical, page_size);
    u64 offset = level_size(leaf) - 1;
    u64 *table = cpu->shadow.root;

    for (u32 level = LEVEL_PML4; level > leaf; level--) {
        table = shadow_table(cpu, entry_of(table, guest_physical, level));
        if (!table) {
            shadow_reset(cpu);
            shadow_fill(cpu, guest_physical, physical, permissions, page_size);
            return;
        }
    }
    if (memory_is_ours(physical & ~offset, PAGE_SIZE)) {
        *entry_of(table, guest_physical, leaf) = absent_memory(cpu);
        return;
    }
    *entry_of(table, guest_physical, leaf) = (physical & ~offset) | NPT_PRESENT | NPT_USER |
                                             (leaf == LEVEL_PD ? NPT_LARGE : 0) |
                                             (permissions & EPT_WRITE ? NPT_WRITABLE : 0) |
                                             (permissions & EPT_EXECUTE ? 0 : NPT_NO_EXECUTE);
}
