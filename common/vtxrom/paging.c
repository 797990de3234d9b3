/* Page walks in every paging mode. SDM Vol. 3A, chapter "Paging". */
#include "vtxrom/paging.h"

#include "cpu/control_registers.h"
#include "cpu/msr.h"
#include "kit/string.h"
#include "vtxrom/ept_walk.h"
#include "vtxrom/memory.h"

#define ENTRY_PRESENT  BIT(0)
#define ENTRY_WRITABLE BIT(1)
#define ENTRY_USER     BIT(2)
#define ENTRY_LARGE    BIT(7)
#define ENTRY_NX       BIT(63)
#define ENTRY_ADDRESS  0x000ffffffffff000ull

#define ERROR_PRESENT BIT(0)
#define ERROR_WRITE   BIT(1)
#define ERROR_USER    BIT(2)
#define ERROR_FETCH   BIT(4)

#define PAGE_SHIFT    12
#define CPL_USER      3
#define PAGE_OFFSET   (PAGE_SIZE - 1)
#define BYTES_MASK_32 0xffffffffull
#define CR3_PAE_MASK  0xffffffe0ull
#define CR3_32_MASK   0xfffff000ull
#define LA57_LEVELS   5

/* One way of paging: levels, index bits, bytes of an entry. */
struct mode {
    u32 levels, index_bits, entry_bytes;
    u64 root;
};

static struct mode paging_mode(const struct vmcb *vmcb)
{
    if (vmcb->efer & EFER_LMA)
        return (struct mode){ vmcb->cr4 & CR4_LA57 ? LA57_LEVELS : 4, 9, sizeof(u64),
                              vmcb->cr3 & ENTRY_ADDRESS };
    if (vmcb->cr4 & CR4_PAE)
        return (struct mode){ 3, 9, sizeof(u64), vmcb->cr3 & CR3_PAE_MASK };
    return (struct mode){ 2, 10, sizeof(u32), vmcb->cr3 & CR3_32_MASK };
}

/* Guest-physical to L1-physical of the level that runs. */
static enum translation_result to_physical(const struct cpu_state *cpu, u64 guest_physical,
                                           enum access access, struct translation *result)
{
    result->guest_physical = guest_physical;
    if (!cpu->in_l2 || !ept_in_use(cpu)) {
        result->physical = guest_physical;
        return TRANSLATION_OK;
    }
    struct ept_walk walk = ept_walk(cpu, guest_physical);
    u32 wanted = access == ACCESS_WRITE   ? EPT_WRITE
                 : access == ACCESS_FETCH ? EPT_EXECUTE
                                          : EPT_READ;
    if (walk.kind != EPT_WALK_MAPPED || !(walk.permissions & wanted))
        return TRANSLATION_EPT;
    result->physical = walk.physical;
    return TRANSLATION_OK;
}

static bool allowed(const struct vmcb *vmcb, u64 rights, bool no_execute, enum access access)
{
    if (vmcb->cpl == CPL_USER && !(rights & ENTRY_USER))
        return false;
    if (access == ACCESS_FETCH)
        return !no_execute;
    if (access == ACCESS_WRITE && !(rights & ENTRY_WRITABLE))
        return vmcb->cpl != CPL_USER && !(vmcb->cr0 & CR0_WP);
    return true;
}

static bool is_large(const struct vmcb *vmcb, const struct mode *mode, u32 level, u64 entry)
{
    if (level == 0 || !(entry & ENTRY_LARGE))
        return level == 0;
    if (mode->entry_bytes == sizeof(u32))
        return vmcb->cr4 & CR4_PSE;
    return level == 1 || (level == 2 && mode->levels > 3);
}

/* 4 MiB pages of 32-bit paging keep address bits 39:32 in entry bits 20:13 (PSE-36). */
static u64 leaf_address(const struct mode *mode, u32 level, u64 entry)
{
    const u32 pse36_shift = 13, pse36_bits = 8, high_shift = 32;

    if (mode->entry_bytes == sizeof(u32) && level == 1)
        return (entry & ENTRY_ADDRESS) | (entry >> pse36_shift & (BIT(pse36_bits) - 1))
                                             << high_shift;
    return entry & ENTRY_ADDRESS;
}

static u32 fault_error(const struct cpu_state *cpu, enum access access, bool present)
{
    return (present ? ERROR_PRESENT : 0) | (access == ACCESS_WRITE ? ERROR_WRITE : 0) |
           (cpu->vmcb->cpl == CPL_USER ? ERROR_USER : 0) |
           (access == ACCESS_FETCH && cpu->vmcb->efer & EFER_NXE ? ERROR_FETCH : 0);
}

static enum translation_result walk(const struct cpu_state *cpu, u64 linear, enum access access,
                                    struct translation *result)
{
    const struct vmcb *vmcb = cpu->vmcb;
    struct mode mode = paging_mode(vmcb);
    u64 table = mode.root, rights = ENTRY_WRITABLE | ENTRY_USER;
    bool no_execute = false;

    for (u32 level = mode.levels - 1;; level--) {
        u32 shift = PAGE_SHIFT + level * mode.index_bits;
        u64 index = linear >> shift & (BIT(mode.index_bits) - 1), entry = 0;
        bool pae_pointer = mode.levels == 3 && level == 2;

        if (to_physical(cpu, table + index * mode.entry_bytes, ACCESS_READ, result)) {
            result->in_table_walk = true;
            return TRANSLATION_EPT;
        }
        memory_read(cpu, result->physical, &entry, mode.entry_bytes);
        result->page_fault_error = fault_error(cpu, access, entry & ENTRY_PRESENT);
        if (!(entry & ENTRY_PRESENT))
            return TRANSLATION_PAGE_FAULT;
        if (!pae_pointer)
            rights &= entry;
        no_execute |= entry & ENTRY_NX && vmcb->efer & EFER_NXE;
        if (!is_large(vmcb, &mode, level, entry)) {
            table = entry & ENTRY_ADDRESS;
            continue;
        }
        if (!allowed(vmcb, rights, no_execute, access))
            return TRANSLATION_PAGE_FAULT;
        u64 offset = BIT(shift) - 1;
        return to_physical(cpu, (leaf_address(&mode, level, entry) & ~offset) | (linear & offset),
                           access, result);
    }
}

enum translation_result translate(const struct cpu_state *cpu, u64 linear, enum access access,
                                  struct translation *result)
{
    *result = (struct translation){ 0 };
    if (!(cpu->vmcb->efer & EFER_LMA))
        linear &= BYTES_MASK_32;
    if (!(cpu->vmcb->cr0 & CR0_PG))
        return to_physical(cpu, linear, access, result);
    return walk(cpu, linear, access, result);
}

/* The bytes from `linear` to the end of its page, at most `bytes`. */
static u32 in_page(u64 linear, u32 bytes)
{
    u32 left = PAGE_SIZE - (linear & PAGE_OFFSET);

    return bytes < left ? bytes : left;
}

bool linear_read(const struct cpu_state *cpu, u64 linear, void *to, u32 bytes, enum access access,
                 struct translation *fault, u64 *fault_address)
{
    u8 *out = to;

    while (bytes) {
        u32 now = in_page(linear, bytes);

        if (translate(cpu, linear, access, fault) != TRANSLATION_OK) {
            *fault_address = linear;
            return false;
        }
        memory_read(cpu, fault->physical, out, now);
        linear += now;
        out += now;
        bytes -= now;
    }
    return true;
}

bool linear_write(const struct cpu_state *cpu, u64 linear, const void *from, u32 bytes,
                  struct translation *fault, u64 *fault_address)
{
    u32 first = in_page(linear, bytes);
    u64 second_physical = 0;

    *fault_address = linear + first;
    if (first < bytes) {
        if (translate(cpu, linear + first, ACCESS_WRITE, fault) != TRANSLATION_OK)
            return false;
        second_physical = fault->physical;
    }
    *fault_address = linear;
    if (translate(cpu, linear, ACCESS_WRITE, fault) != TRANSLATION_OK)
        return false;
    memory_write(cpu, fault->physical, from, first);
    if (first < bytes)
        memory_write(cpu, second_physical, (const u8 *)from + first, bytes - first);
    return true;
}
