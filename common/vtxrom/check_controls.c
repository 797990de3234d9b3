/*
 * SDM Vol. 3C, "Checks on VMX Controls": VM-execution, VM-exit and VM-entry control fields. A
 * broken rule is VM-instruction error 7.
 */
#include "cpu/msr.h"
#include "vmx/controls.h"
#include "vmx/ept.h"
#include "vtxrom/capability.h"
#include "vtxrom/check.h"
#include "vtxrom/event.h"

#define CR3_TARGETS_MAX        4
#define MSR_ENTRY_BYTES        16ull
#define INFO_VALID             BIT(31)
#define INFO_RESERVED          0x7ffff000ull
#define INFO_ERROR_VALID       BIT(11)
#define INFO_TYPE(info)        ((info) >> 8 & 7)
#define INFO_VECTOR(info)      ((info)&0xff)
#define INSTRUCTION_LENGTH_MAX 15
#define ERROR_CODE_RESERVED    0xffff8000ull

enum interruption_type {
    TYPE_EXTERNAL_INTERRUPT,
    TYPE_RESERVED,
    TYPE_NMI,
    TYPE_HARDWARE_EXCEPTION,
    TYPE_SOFTWARE_INTERRUPT,
    TYPE_PRIVILEGED_SOFTWARE_EXCEPTION,
    TYPE_SOFTWARE_EXCEPTION,
    TYPE_OTHER_EVENT,
};

static bool adjusted(const struct cpu_state *cpu, u64 controls, u32 msr)
{
    u64 capability = capability_of_controls(cpu, msr);

    return !(CAPABILITY_MUST_BE_ONE(capability) & ~controls) &&
           !(controls & ~CAPABILITY_MAY_BE_ONE(capability));
}

static bool pin(const struct cpu_state *cpu)
{
    return adjusted(cpu, field(cpu, PIN_BASED_VM_EXECUTION_CONTROLS),
                    MSR_IA32_VMX_TRUE_PINBASED_CTLS);
}

static bool primary(const struct cpu_state *cpu)
{
    return adjusted(cpu, primary_controls(cpu), MSR_IA32_VMX_TRUE_PROCBASED_CTLS);
}

static bool secondary(const struct cpu_state *cpu)
{
    u64 capability = 0;

    capability_read(cpu, MSR_IA32_VMX_PROCBASED_CTLS2, &capability);
    return !(secondary_controls(cpu) & ~CAPABILITY_MAY_BE_ONE(capability));
}

static bool cr3_target_count(const struct cpu_state *cpu)
{
    return field(cpu, CR3_TARGET_COUNT) <= CR3_TARGETS_MAX;
}

static bool bitmap(const struct cpu_state *cpu, u64 control, enum vmcs_field address)
{
    return !(primary_controls(cpu) & control) ||
           physical_valid(cpu, field(cpu, address), PAGE_SIZE);
}

static bool io_bitmap_a(const struct cpu_state *cpu)
{
    return bitmap(cpu, PRIMARY_USE_IO_BITMAPS, IO_BITMAP_A_ADDRESS);
}

static bool io_bitmap_b(const struct cpu_state *cpu)
{
    return bitmap(cpu, PRIMARY_USE_IO_BITMAPS, IO_BITMAP_B_ADDRESS);
}

static bool msr_bitmap(const struct cpu_state *cpu)
{
    return bitmap(cpu, PRIMARY_USE_MSR_BITMAPS, MSR_BITMAP_ADDRESS);
}

static bool vpid(const struct cpu_state *cpu)
{
    return !(secondary_controls(cpu) & SECONDARY_ENABLE_VPID) || field(cpu, VIRTUAL_PROCESSOR_ID);
}

static bool ept_pointer_field(const struct cpu_state *cpu)
{
    return !(secondary_controls(cpu) & SECONDARY_ENABLE_EPT) ||
           ept_pointer_valid(cpu, field(cpu, EPT_POINTER));
}

static bool unrestricted_needs_ept(const struct cpu_state *cpu)
{
    return !(secondary_controls(cpu) & SECONDARY_UNRESTRICTED_GUEST) ||
           secondary_controls(cpu) & SECONDARY_ENABLE_EPT;
}

static bool exit_controls(const struct cpu_state *cpu)
{
    return adjusted(cpu, field(cpu, VM_EXIT_CONTROLS), MSR_IA32_VMX_TRUE_EXIT_CTLS);
}

static bool entry_controls(const struct cpu_state *cpu)
{
    return adjusted(cpu, field(cpu, VM_ENTRY_CONTROLS), MSR_IA32_VMX_TRUE_ENTRY_CTLS);
}

static bool msr_list(const struct cpu_state *cpu, enum vmcs_field count, enum vmcs_field address)
{
    u64 entries = field(cpu, count), first = field(cpu, address);

    return !entries || (physical_valid(cpu, first, MSR_ENTRY_BYTES) &&
                        physical_valid(cpu, first + entries * MSR_ENTRY_BYTES - 1, 1));
}

static bool exit_store_list(const struct cpu_state *cpu)
{
    return msr_list(cpu, VM_EXIT_MSR_STORE_COUNT, VM_EXIT_MSR_STORE_ADDRESS);
}

static bool exit_load_list(const struct cpu_state *cpu)
{
    return msr_list(cpu, VM_EXIT_MSR_LOAD_COUNT, VM_EXIT_MSR_LOAD_ADDRESS);
}

static bool entry_load_list(const struct cpu_state *cpu)
{
    return msr_list(cpu, VM_ENTRY_MSR_LOAD_COUNT, VM_ENTRY_MSR_LOAD_ADDRESS);
}

static u64 event(const struct cpu_state *cpu)
{
    u64 info = field(cpu, VM_ENTRY_INTERRUPTION_INFORMATION);

    return info & INFO_VALID ? info : 0;
}

/* "Other event" is for the monitor trap flag, which is not offered. */
static bool event_type(const struct cpu_state *cpu)
{
    u64 type = INFO_TYPE(event(cpu));

    return !event(cpu) || (type != TYPE_RESERVED && type != TYPE_OTHER_EVENT);
}

static bool event_vector(const struct cpu_state *cpu)
{
    u64 info = event(cpu);

    if (!info)
        return true;
    if (INFO_TYPE(info) == TYPE_NMI)
        return INFO_VECTOR(info) == VECTOR_NMI;
    return INFO_TYPE(info) != TYPE_HARDWARE_EXCEPTION || INFO_VECTOR(info) < VECTOR_COUNT;
}

static bool event_error_code(const struct cpu_state *cpu)
{
    u64 info = event(cpu);
    bool protected_mode = field(cpu, GUEST_CR0) & 1;
    bool expected = INFO_TYPE(info) == TYPE_HARDWARE_EXCEPTION && protected_mode &&
                    vector_has_error(INFO_VECTOR(info));

    return !info || !!(info & INFO_ERROR_VALID) == expected;
}

static bool event_reserved(const struct cpu_state *cpu)
{
    return !(event(cpu) & INFO_RESERVED);
}

static bool event_error_reserved(const struct cpu_state *cpu)
{
    return !(event(cpu) & INFO_ERROR_VALID) ||
           !(field(cpu, VM_ENTRY_EXCEPTION_ERROR_CODE) & ERROR_CODE_RESERVED);
}

static bool event_length(const struct cpu_state *cpu)
{
    u64 type = INFO_TYPE(event(cpu));

    return type < TYPE_SOFTWARE_INTERRUPT ||
           field(cpu, VM_ENTRY_INSTRUCTION_LENGTH) <= INSTRUCTION_LENGTH_MAX;
}

static const struct entry_check checks[] = {
    { PIN_BASED_VM_EXECUTION_CONTROLS, "reserved bits as the capability MSR demands", pin },
    { PRIMARY_PROCESSOR_BASED_VM_EXECUTION_CONTROLS, "reserved bits as the capability MSR demands",
      primary },
    { SECONDARY_PROCESSOR_BASED_VM_EXECUTION_CONTROLS,
      "no bit that the capability MSR does not allow", secondary },
    { CR3_TARGET_COUNT, "at most 4", cr3_target_count },
    { IO_BITMAP_A_ADDRESS, "page-aligned and within the physical width", io_bitmap_a },
    { IO_BITMAP_B_ADDRESS, "page-aligned and within the physical width", io_bitmap_b },
    { MSR_BITMAP_ADDRESS, "page-aligned and within the physical width", msr_bitmap },
    { VIRTUAL_PROCESSOR_ID, "not 0 when \"enable VPID\" is 1", vpid },
    { EPT_POINTER, "a supported memory type, walk length 4, reserved bits 0", ept_pointer_field },
    { SECONDARY_PROCESSOR_BASED_VM_EXECUTION_CONTROLS,
      "\"enable EPT\" is 1 when \"unrestricted guest\" is 1", unrestricted_needs_ept },
    { VM_EXIT_CONTROLS, "reserved bits as the capability MSR demands", exit_controls },
    { VM_EXIT_MSR_STORE_ADDRESS, "16-byte aligned, the list within the physical width",
      exit_store_list },
    { VM_EXIT_MSR_LOAD_ADDRESS, "16-byte aligned, the list within the physical width",
      exit_load_list },
    { VM_ENTRY_CONTROLS, "reserved bits as the capability MSR demands", entry_controls },
    { VM_ENTRY_INTERRUPTION_INFORMATION, "an interruption type that exists", event_type },
    { VM_ENTRY_INTERRUPTION_INFORMATION, "vector 2 for an NMI, below 32 for an exception",
      event_vector },
    { VM_ENTRY_INTERRUPTION_INFORMATION, "an error code exactly for the exceptions that have one",
      event_error_code },
    { VM_ENTRY_INTERRUPTION_INFORMATION, "reserved bits are 0", event_reserved },
    { VM_ENTRY_EXCEPTION_ERROR_CODE, "bits 31:15 are 0", event_error_reserved },
    { VM_ENTRY_INSTRUCTION_LENGTH, "at most 15 for a software event", event_length },
    { VM_ENTRY_MSR_LOAD_ADDRESS, "16-byte aligned, the list within the physical width",
      entry_load_list },
};

const struct entry_check *check_controls(const struct cpu_state *cpu)
{
    return first_broken(cpu, checks, ARRAY_SIZE(checks));
}
