/*
 * SDM Vol. 3C, "Checks on Guest Non-Register State", and the three groups in their order. A broken
 * rule is exit reason 33.
 */
#include "cpu/control_registers.h"
#include "vmx/controls.h"
#include "vmx/guest_segments.h"
#include "vtxrom/check.h"

#define INTERRUPTIBILITY_RESERVED 0xffffffe0ull
#define PENDING_DEBUG_RESERVED    0xfffffffffffeaff0ull
#define EVENT_VALID               BIT(31)
#define EVENT_TYPE(info)          ((info) >> 8 & 7)
#define EVENT_EXTERNAL_INTERRUPT  0
#define EVENT_NMI                 2

/*
 * Exit qualifications of entry failures. SDM, "VM-Entry Failures During or After Loading Guest
 * State".
 */
#define QUALIFICATION_DEFAULT      0
#define QUALIFICATION_LINK_POINTER 4

static u64 blocking(const struct cpu_state *cpu)
{
    return field(cpu, GUEST_INTERRUPTIBILITY_STATE);
}

static u64 event(const struct cpu_state *cpu)
{
    u64 info = field(cpu, VM_ENTRY_INTERRUPTION_INFORMATION);

    return info & EVENT_VALID ? info : 0;
}

/* IA32_VMX_MISC offers no other activity state. */
static bool activity(const struct cpu_state *cpu)
{
    return field(cpu, GUEST_ACTIVITY_STATE) == GUEST_ACTIVITY_ACTIVE;
}

static bool blocking_reserved(const struct cpu_state *cpu)
{
    return !(blocking(cpu) & INTERRUPTIBILITY_RESERVED);
}

static bool blocking_one(const struct cpu_state *cpu)
{
    return !(blocking(cpu) & INTERRUPTIBILITY_BLOCKING_BY_STI &&
             blocking(cpu) & INTERRUPTIBILITY_BLOCKING_BY_MOV_SS);
}

static bool blocking_sti_needs_if(const struct cpu_state *cpu)
{
    return !(blocking(cpu) & INTERRUPTIBILITY_BLOCKING_BY_STI) ||
           field(cpu, GUEST_RFLAGS) & RFLAGS_IF;
}

static bool blocking_fits_event(const struct cpu_state *cpu)
{
    u64 info = event(cpu);

    if (!info)
        return true;
    if (EVENT_TYPE(info) == EVENT_EXTERNAL_INTERRUPT)
        return !(blocking(cpu) &
                 (INTERRUPTIBILITY_BLOCKING_BY_STI | INTERRUPTIBILITY_BLOCKING_BY_MOV_SS));
    return EVENT_TYPE(info) != EVENT_NMI || !(blocking(cpu) & INTERRUPTIBILITY_BLOCKING_BY_MOV_SS);
}

static bool no_smi_blocking(const struct cpu_state *cpu)
{
    return !(blocking(cpu) & INTERRUPTIBILITY_BLOCKING_BY_SMI);
}

static bool pending_debug(const struct cpu_state *cpu)
{
    return !(field(cpu, GUEST_PENDING_DEBUG_EXCEPTIONS) & PENDING_DEBUG_RESERVED);
}

static bool link_pointer(const struct cpu_state *cpu)
{
    return field(cpu, VMCS_LINK_POINTER) == VMCS_LINK_POINTER_NONE;
}

static const struct entry_check checks[] = {
    { GUEST_ACTIVITY_STATE, "active: no other state is offered", activity },
    { GUEST_INTERRUPTIBILITY_STATE, "reserved bits are 0", blocking_reserved },
    { GUEST_INTERRUPTIBILITY_STATE, "not both STI and MOV SS", blocking_one },
    { GUEST_INTERRUPTIBILITY_STATE, "no blocking by STI when RFLAGS.IF is 0",
      blocking_sti_needs_if },
    { GUEST_INTERRUPTIBILITY_STATE, "nothing blocks the event to inject", blocking_fits_event },
    { GUEST_INTERRUPTIBILITY_STATE, "no blocking by SMI outside SMM", no_smi_blocking },
    { GUEST_PENDING_DEBUG_EXCEPTIONS, "reserved bits are 0", pending_debug },
    { VMCS_LINK_POINTER, "all ones: VMCS shadowing is not offered", link_pointer },
};

const struct entry_check *check_guest_non_registers(const struct cpu_state *cpu)
{
    return first_broken(cpu, checks, ARRAY_SIZE(checks));
}

struct guest_check_result check_guest_state(const struct cpu_state *cpu)
{
    struct guest_check_result result = { NULL, QUALIFICATION_DEFAULT };

    result.broken = check_guest_registers(cpu);
    if (!result.broken)
        result.broken = check_guest_segments(cpu);
    if (!result.broken)
        result.broken = check_guest_non_registers(cpu);
    if (result.broken && result.broken->field == VMCS_LINK_POINTER)
        result.qualification = QUALIFICATION_LINK_POINTER;
    return result;
}
