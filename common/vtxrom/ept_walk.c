/*
 * EPT as L1 has set it up; misconfigurations as the SDM lists them. SDM Vol. 3C, "EPT
 * Misconfigurations".
 */
#include "vtxrom/ept_walk.h"

#include "vmx/controls.h"
#include "vmx/ept_entry.h"
#include "vtxrom/memory.h"

#define MEMORY_TYPE_RESERVED_2 2
#define MEMORY_TYPE_RESERVED_3 3
#define MEMORY_TYPE_LAST       6
#define RESERVED_BELOW_PDPT    0x78ull /* bits 6:3 of an entry that points to a table */
#define RESERVED_IN_PML4       0xf8ull /* and bit 7, there is no large page at that level */

bool ept_in_use(const struct cpu_state *cpu)
{
    u64 primary = vmcs_get(&cpu->vmcs, PRIMARY_PROCESSOR_BASED_VM_EXECUTION_CONTROLS);
    u64 secondary = vmcs_get(&cpu->vmcs, SECONDARY_PROCESSOR_BASED_VM_EXECUTION_CONTROLS);

    return primary & PRIMARY_ACTIVATE_SECONDARY_CONTROLS && secondary & SECONDARY_ENABLE_EPT;
}

static bool is_leaf(u64 entry, int level)
{
    return level == EPT_LEVEL_PT || (level != EPT_LEVEL_PML4 && entry & EPT_ENTRY_LARGE_PAGE);
}

/* Execute-only is not offered: it is a misconfiguration here, as the capability MSR says. */
static bool misconfigured(const struct cpu_state *cpu, u64 entry, int level)
{
    u64 above_width = EPT_ENTRY_ADDRESS & ~(cpu->physical_limit - 1);
    u32 type = entry >> EPT_ENTRY_MEMORY_TYPE_SHIFT & EPT_ENTRY_MEMORY_TYPE_MASK;

    if (!(entry & EPT_READ) || entry & above_width)
        return true;
    if (!is_leaf(entry, level))
        return entry & (level == EPT_LEVEL_PML4 ? RESERVED_IN_PML4 : RESERVED_BELOW_PDPT);
    if (level != EPT_LEVEL_PT &&
        entry & EPT_ENTRY_ADDRESS & (BIT(EPT_PAGE_SHIFT + level * EPT_INDEX_BITS) - 1))
        return true;
    return type == MEMORY_TYPE_RESERVED_2 || type == MEMORY_TYPE_RESERVED_3 ||
           type > MEMORY_TYPE_LAST;
}

struct ept_walk ept_walk(const struct cpu_state *cpu, u64 guest_physical)
{
    u64 table = vmcs_get(&cpu->vmcs, EPT_POINTER) & EPT_ENTRY_ADDRESS;
    struct ept_walk walk = { .permissions = EPT_ALL_PERMISSIONS };

    if (guest_physical >> EPT_GUEST_PHYSICAL_BITS) {
        walk.kind = EPT_WALK_NOT_PRESENT;
        walk.permissions = 0;
        return walk;
    }
    for (int level = EPT_LEVEL_PML4;; level--) {
        u32 shift = EPT_PAGE_SHIFT + level * EPT_INDEX_BITS;
        u64 index = guest_physical >> shift & EPT_INDEX_MASK;
        u64 entry = memory_read_u64(cpu, table + index * sizeof(u64));

        if (!(entry & EPT_ENTRY_PERMISSIONS)) {
            walk.kind = EPT_WALK_NOT_PRESENT;
            walk.permissions = 0;
            return walk;
        }
        if (misconfigured(cpu, entry, level)) {
            walk.kind = EPT_WALK_MISCONFIGURED;
            return walk;
        }
        walk.permissions &= entry;
        if (is_leaf(entry, level)) {
            walk.page_size = BIT(shift);
            walk.physical = (entry & EPT_ENTRY_ADDRESS) | (guest_physical & (walk.page_size - 1));
            return walk;
        }
        table = entry & EPT_ENTRY_ADDRESS;
    }
}
