/*
 * SDM Vol. 3C, "Checks on Guest Segment Registers", "Checks on Guest Descriptor-Table Registers".
 */
#include "cpu/control_registers.h"
#include "vmx/controls.h"
#include "vmx/guest_segments.h"
#include "vtxrom/check.h"
#include "vtxrom/segments.h"

/* VMX's numbers of the segment registers; the fields of one are 2 apart from the next one's. */
enum { ES, CS, SS, DS, FS, GS, LDTR, TR };
#define FIELD_OF(first, segment) ((enum vmcs_field)((first) + 2 * (segment)))

#define SELECTOR_TI            BIT(2)
#define SELECTOR_RPL           3u
#define TYPE_MASK              0xfu
#define TYPE_ACCESSED          1u
#define TYPE_WRITABLE          2u
#define TYPE_CODE              8u
#define TYPE_CONFORMING        4u
#define TYPE_TSS_BUSY_16       3u
#define TYPE_LDT               2u
#define ACCESS_RIGHTS_RESERVED 0xfffe0f00ull
#define LIMIT_LOW              0xfffull
#define LIMIT_HIGH             0xfff00000ull
#define REAL_LIMIT             0xffffull
#define REAL_RIGHTS            0xf3ull
#define TABLE_LIMIT_MAX        0xffffull

static u64 rights(const struct cpu_state *cpu, u32 segment)
{
    return field(cpu, FIELD_OF(GUEST_ES_ACCESS_RIGHTS, segment));
}

static bool usable(const struct cpu_state *cpu, u32 segment)
{
    return !(rights(cpu, segment) & ACCESS_RIGHTS_UNUSABLE);
}

static u32 type(const struct cpu_state *cpu, u32 segment)
{
    return rights(cpu, segment) & TYPE_MASK;
}

static u32 dpl(const struct cpu_state *cpu, u32 segment)
{
    return rights(cpu, segment) >> 5 & SELECTOR_RPL;
}

static u64 selector(const struct cpu_state *cpu, u32 segment)
{
    return field(cpu, FIELD_OF(GUEST_ES_SELECTOR, segment));
}

static bool virtual_8086(const struct cpu_state *cpu)
{
    return field(cpu, GUEST_RFLAGS) & RFLAGS_VM;
}

static bool unrestricted(const struct cpu_state *cpu)
{
    return secondary_controls(cpu) & SECONDARY_UNRESTRICTED_GUEST;
}

static bool is_ia32e(const struct cpu_state *cpu)
{
    return field(cpu, VM_ENTRY_CONTROLS) & ENTRY_IA32E_MODE_GUEST;
}

static bool selectors(const struct cpu_state *cpu)
{
    if (selector(cpu, TR) & SELECTOR_TI)
        return false;
    if (usable(cpu, LDTR) && selector(cpu, LDTR) & SELECTOR_TI)
        return false;
    return virtual_8086(cpu) || unrestricted(cpu) ||
           (selector(cpu, SS) & SELECTOR_RPL) == (selector(cpu, CS) & SELECTOR_RPL);
}

static bool bases(const struct cpu_state *cpu)
{
    for (u32 segment = ES; segment <= GS; segment++) {
        u64 base = field(cpu, FIELD_OF(GUEST_ES_BASE, segment));

        if (virtual_8086(cpu) && base != selector(cpu, segment) << 4)
            return false;
        if (segment >= FS ? !linear_canonical(cpu, base)
                          : (segment == CS || usable(cpu, segment)) && base >> 32)
            return false;
    }
    return linear_canonical(cpu, field(cpu, GUEST_TR_BASE)) &&
           (!usable(cpu, LDTR) || linear_canonical(cpu, field(cpu, GUEST_LDTR_BASE)));
}

static bool limit_fits_granularity(const struct cpu_state *cpu, u32 segment)
{
    u64 limit = field(cpu, FIELD_OF(GUEST_ES_LIMIT, segment));
    bool granular = rights(cpu, segment) & ACCESS_RIGHTS_GRANULARITY;

    return !((limit & LIMIT_LOW) != LIMIT_LOW && granular) && !(limit & LIMIT_HIGH && !granular);
}

static bool virtual_8086_segments(const struct cpu_state *cpu)
{
    for (u32 segment = ES; virtual_8086(cpu) && segment <= GS; segment++)
        if (field(cpu, FIELD_OF(GUEST_ES_LIMIT, segment)) != REAL_LIMIT ||
            rights(cpu, segment) != REAL_RIGHTS)
            return false;
    return true;
}

static bool code_type(const struct cpu_state *cpu)
{
    u32 code = type(cpu, CS);
    bool accessed_code = code & TYPE_CODE && code & TYPE_ACCESSED;

    return virtual_8086(cpu) || accessed_code ||
           (unrestricted(cpu) && code == SEGMENT_TYPE_DATA_WRITE_ACCESSED);
}

static bool stack_type(const struct cpu_state *cpu)
{
    u32 stack = type(cpu, SS);

    return virtual_8086(cpu) || !usable(cpu, SS) ||
           (stack & (TYPE_CODE | TYPE_WRITABLE | TYPE_ACCESSED)) == (TYPE_WRITABLE | TYPE_ACCESSED);
}

static bool data_types(const struct cpu_state *cpu)
{
    for (u32 segment = ES; segment <= GS && !virtual_8086(cpu); segment++) {
        if (segment == CS || segment == SS || !usable(cpu, segment))
            continue;
        bool readable = !(type(cpu, segment) & TYPE_CODE) || type(cpu, segment) & TYPE_WRITABLE;
        if (!(type(cpu, segment) & TYPE_ACCESSED) || !readable)
            return false;
    }
    return true;
}

static bool code_dpl(const struct cpu_state *cpu)
{
    if (virtual_8086(cpu))
        return true;
    if (type(cpu, CS) == SEGMENT_TYPE_DATA_WRITE_ACCESSED)
        return dpl(cpu, CS) == 0;
    if (type(cpu, CS) & TYPE_CONFORMING)
        return dpl(cpu, CS) <= dpl(cpu, SS);
    return dpl(cpu, CS) == dpl(cpu, SS);
}

static bool stack_dpl(const struct cpu_state *cpu)
{
    if (virtual_8086(cpu))
        return true;
    if (!unrestricted(cpu) && dpl(cpu, SS) != (selector(cpu, SS) & SELECTOR_RPL))
        return false;
    bool real =
        type(cpu, CS) == SEGMENT_TYPE_DATA_WRITE_ACCESSED || !(field(cpu, GUEST_CR0) & CR0_PE);
    return !real || dpl(cpu, SS) == 0;
}

static bool descriptor_bits(const struct cpu_state *cpu)
{
    for (u32 segment = ES; segment <= GS && !virtual_8086(cpu); segment++) {
        u64 value = rights(cpu, segment);

        if (segment != CS && !usable(cpu, segment))
            continue;
        if (!(value & ACCESS_RIGHTS_CODE_DATA) || !(value & ACCESS_RIGHTS_PRESENT) ||
            value & ACCESS_RIGHTS_RESERVED || !limit_fits_granularity(cpu, segment))
            return false;
    }
    return true;
}

static bool code_long_and_big(const struct cpu_state *cpu)
{
    u64 value = rights(cpu, CS);

    return virtual_8086(cpu) || !is_ia32e(cpu) || !(value & ACCESS_RIGHTS_LONG) ||
           !(value & ACCESS_RIGHTS_BIG);
}

static bool system_segment(const struct cpu_state *cpu, u32 segment)
{
    u64 value = rights(cpu, segment);

    return !(value & ACCESS_RIGHTS_CODE_DATA) && value & ACCESS_RIGHTS_PRESENT &&
           !(value & ACCESS_RIGHTS_RESERVED) && limit_fits_granularity(cpu, segment);
}

static bool task_register(const struct cpu_state *cpu)
{
    bool busy_16 = type(cpu, TR) == TYPE_TSS_BUSY_16 && !is_ia32e(cpu);

    return usable(cpu, TR) && (type(cpu, TR) == SEGMENT_TYPE_TSS_BUSY || busy_16) &&
           system_segment(cpu, TR);
}

static bool local_table(const struct cpu_state *cpu)
{
    return !usable(cpu, LDTR) || (type(cpu, LDTR) == TYPE_LDT && system_segment(cpu, LDTR));
}

static bool tables(const struct cpu_state *cpu)
{
    return linear_canonical(cpu, field(cpu, GUEST_GDTR_BASE)) &&
           linear_canonical(cpu, field(cpu, GUEST_IDTR_BASE)) &&
           field(cpu, GUEST_GDTR_LIMIT) <= TABLE_LIMIT_MAX &&
           field(cpu, GUEST_IDTR_LIMIT) <= TABLE_LIMIT_MAX;
}

static const struct entry_check checks[] = {
    { GUEST_SS_SELECTOR, "TI of TR and LDTR is 0, RPL of SS equals that of CS", selectors },
    { GUEST_CS_BASE, "canonical for FS, GS, TR, LDTR; 32 bits for the others", bases },
    { GUEST_CS_ACCESS_RIGHTS, "limits and rights of virtual-8086 mode", virtual_8086_segments },
    { GUEST_CS_ACCESS_RIGHTS, "type: accessed code", code_type },
    { GUEST_SS_ACCESS_RIGHTS, "type: accessed, writable data", stack_type },
    { GUEST_DS_ACCESS_RIGHTS, "type: accessed, readable", data_types },
    { GUEST_CS_ACCESS_RIGHTS, "DPL fits the type and the DPL of SS", code_dpl },
    { GUEST_SS_ACCESS_RIGHTS, "DPL equals RPL, 0 without protection", stack_dpl },
    { GUEST_CS_ACCESS_RIGHTS, "S and P are 1, reserved bits 0, G fits the limit", descriptor_bits },
    { GUEST_CS_ACCESS_RIGHTS, "D is 0 when L is 1", code_long_and_big },
    { GUEST_TR_ACCESS_RIGHTS, "a usable busy TSS, G fits the limit", task_register },
    { GUEST_LDTR_ACCESS_RIGHTS, "unusable, or an LDT whose G fits the limit", local_table },
    { GUEST_GDTR_BASE, "GDTR and IDTR: base canonical, limit 16 bits", tables },
};

const struct entry_check *check_guest_segments(const struct cpu_state *cpu)
{
    return first_broken(cpu, checks, ARRAY_SIZE(checks));
}
