/* Probes of lab 4: extended page tables, read by a walk of the probes' own. */
#include "mem/page.h"
#include "probe.h"
#include "vmx/controls.h"
#include "vmx/ept.h"
#include "vmx/ept_entry.h"
#include "vmx/by_hand.h"

#define HOST   0x40000000ull
#define GUEST  0x0000123456789000ull /* another index at every level */
#define GUEST_LARGE (GUEST & ~(EPT_PAGE_2_MIB - 1))

/* The entry of `level` for `address`, 0 when a table on the way is missing. */
static u64 entry_at(const struct ept *ept, u64 address, int level)
{
    u64 table = ept->root;

    for (int at = EPT_LEVEL_PML4;; at--) {
        u64 index = address >> (EPT_PAGE_SHIFT + EPT_INDEX_BITS * at) & EPT_INDEX_MASK;
        u64 entry = ((const u64 *)physical_to_pointer(table))[index];

        if (at == level)
            return entry;
        if (!(entry & EPT_ENTRY_PERMISSIONS) || entry & EPT_ENTRY_LARGE_PAGE)
            return 0;
        table = entry & EPT_ENTRY_ADDRESS;
    }
}

static struct ept fresh(void)
{
    return (struct ept){ .root = page_alloc() };
}

static enum ept_result map(struct ept *ept, u64 guest, u64 host, u64 size)
{
    return ept_map(ept, guest, host, size, EPT_ALL_PERMISSIONS, EPT_WRITE_BACK);
}

PROBE(index, "lab4.5", "nine bits a level", 0, "")
{
    struct ept ept = fresh();

    map(&ept, GUEST, HOST, EPT_PAGE_4_KIB);
    expect("host address in the page-table entry", HOST,
           entry_at(&ept, GUEST, EPT_LEVEL_PT) & EPT_ENTRY_ADDRESS);
}

PROBE(tables, "lab4.4", "tables are made once, with all permissions", 0, "")
{
    struct ept ept = fresh();
    u64 pages = page_free_count();

    ept_map(&ept, GUEST, HOST, EPT_PAGE_4_KIB, EPT_READ, EPT_WRITE_BACK);
    expect("tables for the first page", 3, pages - page_free_count());
    ept_map(&ept, GUEST + PAGE_SIZE, HOST, EPT_PAGE_4_KIB, EPT_READ, EPT_WRITE_BACK);
    expect("tables for its neighbour", 3, pages - page_free_count());
    for (int level = EPT_LEVEL_PML4; level > EPT_LEVEL_PT; level--)
        expect("permissions of a table's entry", EPT_ALL_PERMISSIONS,
               entry_at(&ept, GUEST, level) & EPT_ENTRY_PERMISSIONS);
}

PROBE(leaf, "lab4.2", "leaf entries", 0, "")
{
    struct ept ept = fresh();

    expect("4 KiB", EPT_OK,
           ept_map(&ept, GUEST, HOST, EPT_PAGE_4_KIB, EPT_READ | EPT_EXECUTE, EPT_WRITE_BACK));
    expect("its entry", HOST | EPT_READ | EPT_EXECUTE | EPT_WRITE_BACK << EPT_ENTRY_MEMORY_TYPE_SHIFT,
           entry_at(&ept, GUEST, EPT_LEVEL_PT));
    expect("2 MiB", EPT_OK,
           ept_map(&ept, 0, HOST, EPT_PAGE_2_MIB, EPT_READ | EPT_WRITE, EPT_UNCACHEABLE));
    expect("its entry", HOST | EPT_READ | EPT_WRITE | EPT_ENTRY_LARGE_PAGE,
           entry_at(&ept, 0, EPT_LEVEL_PD));
}

PROBE(twice, "lab4.2", "mapping what is mapped", 0, "")
{
    struct ept ept = fresh();

    map(&ept, GUEST, HOST, EPT_PAGE_4_KIB);
    expect("the same page again", EPT_ALREADY_MAPPED, map(&ept, GUEST, HOST, EPT_PAGE_4_KIB));
    expect("2 MiB over a page table", EPT_ALREADY_MAPPED,
           map(&ept, GUEST_LARGE, HOST, EPT_PAGE_2_MIB));
    map(&ept, 0, HOST, EPT_PAGE_2_MIB);
    expect("4 KiB inside a 2 MiB page", EPT_ALREADY_MAPPED, map(&ept, 0x1000, HOST, EPT_PAGE_4_KIB));
}

PROBE(checks, "lab4.3", "misaligned, out of range, wrong size, bad permissions", 0, "")
{
    struct ept ept = fresh();
    u64 pages = page_free_count();

    expect("guest address misaligned", EPT_MISALIGNED, map(&ept, 0x800, HOST, EPT_PAGE_4_KIB));
    expect("host address misaligned", EPT_MISALIGNED, map(&ept, 0, HOST + 8, EPT_PAGE_4_KIB));
    expect("2 MiB at 4 KiB", EPT_MISALIGNED, map(&ept, 0x1000, HOST, EPT_PAGE_2_MIB));
    expect("guest address beyond 48 bits", EPT_OUT_OF_RANGE, map(&ept, BIT(48), HOST, EPT_PAGE_4_KIB));
    expect("host address beyond the processor", EPT_OUT_OF_RANGE,
           map(&ept, 0, BIT(52), EPT_PAGE_4_KIB));
    expect("a page of 8 KiB", EPT_WRONG_PAGE_SIZE, map(&ept, 0, HOST, KIB(8)));
    expect("write without read", EPT_BAD_PERMISSIONS,
           ept_map(&ept, 0, HOST, EPT_PAGE_4_KIB, EPT_WRITE, EPT_WRITE_BACK));
    expect("no permission", EPT_BAD_PERMISSIONS,
           ept_map(&ept, 0, HOST, EPT_PAGE_4_KIB, 0, EPT_WRITE_BACK));
    expect("tables made meanwhile", 0, pages - page_free_count());
}

PROBE(unmap, "lab4.6", "unmapping", 0, "")
{
    struct ept ept = fresh();

    expect("nothing there", EPT_NOT_MAPPED, ept_unmap(&ept, GUEST, EPT_PAGE_4_KIB));
    map(&ept, GUEST, HOST, EPT_PAGE_4_KIB);
    map(&ept, 0, HOST, EPT_PAGE_2_MIB);
    expect("a page of the other size", EPT_WRONG_PAGE_SIZE, ept_unmap(&ept, 0, EPT_PAGE_4_KIB));
    expect("misaligned", EPT_MISALIGNED, ept_unmap(&ept, GUEST + 8, EPT_PAGE_4_KIB));
    expect("a size that does not exist", EPT_WRONG_PAGE_SIZE, ept_unmap(&ept, GUEST, KIB(8)));
    expect("a mapped page", EPT_OK, ept_unmap(&ept, GUEST, EPT_PAGE_4_KIB));
    expect("its entry", 0, entry_at(&ept, GUEST, EPT_LEVEL_PT));
    expect("a mapped 2 MiB page", EPT_OK, ept_unmap(&ept, 0, EPT_PAGE_2_MIB));
    expect("its entry", 0, entry_at(&ept, 0, EPT_LEVEL_PD));
}

PROBE(translate, "lab4.7", "translating", 0, "")
{
    struct ept ept = fresh();
    struct ept_translation t = { 0 };

    expect("nothing there", EPT_NOT_MAPPED, ept_translate(&ept, GUEST, &t));
    expect("beyond 48 bits", EPT_OUT_OF_RANGE, ept_translate(&ept, BIT(48), &t));
    ept_map(&ept, GUEST, HOST, EPT_PAGE_4_KIB, EPT_READ, EPT_UNCACHEABLE);
    expect("a byte of a 4 KiB page", EPT_OK, ept_translate(&ept, GUEST + 0x123, &t));
    expect("host address", HOST + 0x123, t.host_physical);
    expect("page size", EPT_PAGE_4_KIB, t.page_size);
    expect("permissions", EPT_READ, t.permissions);
    expect("memory type", EPT_UNCACHEABLE, t.memory_type);
    map(&ept, 0, HOST, EPT_PAGE_2_MIB);
    expect("a byte of a 2 MiB page", EPT_OK, ept_translate(&ept, 0x123456, &t));
    expect("host address", HOST + 0x123456, t.host_physical);
    expect("page size", EPT_PAGE_2_MIB, t.page_size);
    expect("memory type", EPT_WRITE_BACK, t.memory_type);
}

PROBE(pointer, "lab4.9", "the EPT pointer", 0, "")
{
    const struct ept ept = { .root = 0x7654000 };

    expect("ept_pointer()", 0x765401e, ept_pointer(&ept));
}

PROBE(invalidate, "lab4.10", "INVEPT", 2, "")
{
    struct ept ept = fresh();
    const struct ept beyond = { .root = BIT(52) };

    expect("ept_invalidate()", true, ept_invalidate(&ept));
    expect("a root beyond the processor's width", false, ept_invalidate(&beyond));
}

PROBE(guest_memory, "lab4.1", "the guest's memory is mapped", 4, "")
{
    const struct vm *vm = &machine->vm;
    u64 host = vm->memory.host_physical;

    expect("page 0", 0, entry_at(&vm->ept, 0, EPT_LEVEL_PT) & EPT_ENTRY_PERMISSIONS);
    expect("page 1", host + 0x1000, entry_at(&vm->ept, 0x1000, EPT_LEVEL_PT) & EPT_ENTRY_ADDRESS);
    expect("last small page", host + 0x1ff000,
           entry_at(&vm->ept, 0x1ff000, EPT_LEVEL_PT) & EPT_ENTRY_ADDRESS);
    expect("large page", host + MIB(2), entry_at(&vm->ept, MIB(2), EPT_LEVEL_PD) & EPT_ENTRY_ADDRESS);
    expect("it is large", EPT_ENTRY_LARGE_PAGE,
           entry_at(&vm->ept, MIB(2), EPT_LEVEL_PD) & EPT_ENTRY_LARGE_PAGE);
    expect("behind the end", 0, entry_at(&vm->ept, vm->memory.size, EPT_LEVEL_PD));
}

PROBE(controls, "lab4.8", "EPT is on in the VMCS", 4, "")
{
    expect("EPT_POINTER, the root", machine->vm.ept.root,
           by_hand_vmread(EPT_POINTER) & EPT_ENTRY_ADDRESS);
    expect("secondary controls, enable EPT", SECONDARY_ENABLE_EPT,
           by_hand_vmread(SECONDARY_PROCESSOR_BASED_VM_EXECUTION_CONTROLS) & SECONDARY_ENABLE_EPT);
    expect("primary controls: activate secondary, HLT exiting",
           PRIMARY_ACTIVATE_SECONDARY_CONTROLS | PRIMARY_HLT_EXITING,
           by_hand_vmread(PRIMARY_PROCESSOR_BASED_VM_EXECUTION_CONTROLS) &
               (PRIMARY_ACTIVATE_SECONDARY_CONTROLS | PRIMARY_HLT_EXITING));
}
