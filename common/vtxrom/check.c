/* What several groups of checks need. */
#include "vtxrom/check.h"

#include "cpu/control_registers.h"
#include "cpu/msr.h"
#include "vmx/controls.h"
#include "vmx/ept.h"
#include "vmx/ept_entry.h"

#define LINEAR_BITS                64
#define CANONICAL_UNUSED_BITS      16
#define CANONICAL_UNUSED_BITS_LA57 7
#define EPTP_RESERVED              0xf80ull /* bits 11:7; A/D flags, bit 6, are not offered either */
#define EPTP_ACCESSED_DIRTY        BIT(6)
#define EPTP_LOW_MASK              0x7ull
#define PAT_ENTRIES                8
#define EFER_KNOWN                 (EFER_SCE | EFER_LME | EFER_LMA | EFER_NXE)

const struct entry_check *first_broken(const struct cpu_state *cpu,
                                       const struct entry_check *checks, u32 count)
{
    for (u32 i = 0; i < count; i++)
        if (!checks[i].holds(cpu))
            return &checks[i];
    return NULL;
}

u64 primary_controls(const struct cpu_state *cpu)
{
    return field(cpu, PRIMARY_PROCESSOR_BASED_VM_EXECUTION_CONTROLS);
}

u64 secondary_controls(const struct cpu_state *cpu)
{
    if (!(primary_controls(cpu) & PRIMARY_ACTIVATE_SECONDARY_CONTROLS))
        return 0;
    return field(cpu, SECONDARY_PROCESSOR_BASED_VM_EXECUTION_CONTROLS);
}

static bool canonical(u64 address, bool five_levels)
{
    u32 unused = five_levels ? CANONICAL_UNUSED_BITS_LA57 : CANONICAL_UNUSED_BITS;

    return (u64)((s64)(address << unused) >> unused) == address;
}

bool linear_canonical(const struct cpu_state *cpu, u64 address)
{
    return canonical(address, cpu->cr4_allowed & CR4_LA57);
}

bool linear_bits_identical(const struct cpu_state *cpu, u64 address)
{
    u32 unused = cpu->cr4_allowed & CR4_LA57 ? CANONICAL_UNUSED_BITS_LA57 : CANONICAL_UNUSED_BITS;
    s64 above = (s64)address >> (LINEAR_BITS - unused);

    return above == 0 || above == -1;
}

bool rip_canonical(u64 address, u64 cr4)
{
    return canonical(address, cr4 & CR4_LA57);
}

bool physical_valid(const struct cpu_state *cpu, u64 address, u64 alignment)
{
    return address % alignment == 0 && address < cpu->physical_limit;
}

bool ept_pointer_valid(const struct cpu_state *cpu, u64 eptp)
{
    u64 type = eptp & EPTP_LOW_MASK;
    u64 length = eptp >> EPT_POINTER_WALK_LENGTH_SHIFT & EPTP_LOW_MASK;

    return (type == EPT_WRITE_BACK || type == EPT_UNCACHEABLE) &&
           length == EPT_POINTER_WALK_LENGTH - 1 &&
           !(eptp & (EPTP_RESERVED | EPTP_ACCESSED_DIRTY)) && eptp < cpu->physical_limit;
}

/* Each byte is UC, WC, WT, WP, WB or UC-. SDM Vol. 3A, "IA32_PAT MSR". */
bool pat_valid(u64 pat)
{
    const u32 valid_types = 1 << 0 | 1 << 1 | 1 << 4 | 1 << 5 | 1 << 6 | 1 << 7;

    for (u32 entry = 0; entry < PAT_ENTRIES; entry++) {
        u8 type = pat >> entry * 8;

        if (type >= PAT_ENTRIES || !(valid_types & 1 << type))
            return false;
    }
    return true;
}

bool efer_bits_valid(u64 efer)
{
    return !(efer & ~EFER_KNOWN);
}

bool cr_valid(u64 value, u64 fixed0, u64 fixed1)
{
    return (value & fixed0) == fixed0 && !(value & ~fixed1);
}
