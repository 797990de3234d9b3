/*
 * Lab 4, given: give all tables of an EPT back. What they map is not theirs and stays.
 */
#include "mem/page.h"
#include "vmx/ept.h"
#include "vmx/ept_entry.h"

static void destroy_table(u64 table, int level)
{
    const u64 *entries = physical_to_pointer(table);

    for (u64 i = 0; level != EPT_LEVEL_PT && i <= EPT_INDEX_MASK; i++) {
        bool is_table = entries[i] & EPT_ENTRY_PERMISSIONS && !(entries[i] & EPT_ENTRY_LARGE_PAGE);

        if (is_table)
            destroy_table(entries[i] & EPT_ENTRY_ADDRESS, level - 1);
    }
    page_free(table);
}

void ept_destroy(struct ept *ept)
{
    if (ept->root)
        destroy_table(ept->root, EPT_LEVEL_PML4);
    ept->root = 0;
}
