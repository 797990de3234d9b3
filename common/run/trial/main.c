/*
 * A trial of the machine: does its VT-x do what the labs need? Run before a host's KVM is used, since a host may
 * advertise nested VT-x that does not work. The last line before the end says what failed.
 */
#include "cpu/cpuid.h"
#include "cpu/msr.h"
#include "kit/kernel.h"
#include "kit/panic.h"
#include "kit/print.h"
#include "vmx/by_hand.h"
#include "vmx/controls.h"
#include "vmx/instruction_errors.h"

#define FEATURE_CONTROL_NEEDED (FEATURE_CONTROL_LOCK | FEATURE_CONTROL_ENABLE_VMX_OUTSIDE_SMX)

static NORETURN void fails(const char *what, u64 value)
{
    kprintf("trial: %s (0x%lx)\n", what, value);
    end_run(OUTCOME_STAGE_FAILED);
}

static void try_feature_control(void)
{
    u64 value = rdmsr(MSR_IA32_FEATURE_CONTROL);

    if (!(value & FEATURE_CONTROL_LOCK))
        wrmsr(MSR_IA32_FEATURE_CONTROL, value | FEATURE_CONTROL_NEEDED);
    else if ((value & FEATURE_CONTROL_NEEDED) != FEATURE_CONTROL_NEEDED)
        fails("IA32_FEATURE_CONTROL is locked without VMX outside SMX", value);
}

/* The upper half of a capability MSR holds the controls that may be 1. */
static void try_control(u32 msr, u32 control, const char *what)
{
    u64 capability = rdmsr(msr);

    if (!(capability >> 32 & control))
        fails(what, capability);
}

static void try_capabilities(void)
{
    try_control(MSR_IA32_VMX_PROCBASED_CTLS, PRIMARY_ACTIVATE_SECONDARY_CONTROLS,
                "IA32_VMX_PROCBASED_CTLS has no secondary controls");
    try_control(MSR_IA32_VMX_PROCBASED_CTLS2, SECONDARY_ENABLE_EPT,
                "IA32_VMX_PROCBASED_CTLS2 has no EPT");
}

/* An empty VMCS must be refused for its controls: VMLAUNCH is there and looks at them. */
static void try_launch(void)
{
    bool carry, zero;

    __asm__ volatile("vmlaunch" : "=@ccc"(carry), "=@ccz"(zero) : : "memory");
    if (vmx_result_from_flags(carry, zero) != VMX_FAIL_VALID)
        fails("VMLAUNCH of an empty VMCS is no VMfailValid", vmx_result_from_flags(carry, zero));

    u64 error = by_hand_vmread(VM_INSTRUCTION_ERROR);
    if (error != VM_ERROR_ENTRY_INVALID_CONTROL)
        fails("VMLAUNCH of an empty VMCS gives another VM-instruction error than 7", error);
}

NORETURN void kernel_main(u32 magic, const void *info)
{
    kernel_init(magic, info);
    if (!(cpuid(CPUID_LEAF_FEATURES, 0).ecx & CPUID_1_ECX_VMX))
        fails("CPUID.1:ECX.VMX is 0", cpuid(CPUID_LEAF_FEATURES, 0).ecx);
    try_feature_control();
    try_capabilities();

    u32 revision = rdmsr(MSR_IA32_VMX_BASIC) & VMX_BASIC_REVISION_MASK;
    write_cr0(read_cr0() | rdmsr(MSR_IA32_VMX_CR0_FIXED0));
    by_hand_set_vmxe();
    enum vmx_result result = by_hand_vmxon(by_hand_region(revision));
    if (result != VMX_SUCCEED)
        fails("VMXON failed", result);
    by_hand_current_vmcs(revision);
    try_launch();
    by_hand_vmxoff();
    end_run(OUTCOME_PASSED);
}
