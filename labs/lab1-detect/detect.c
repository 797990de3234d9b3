/*
 * Lab 1: is there a VT-x, may we use it, and what can it do?
 */
#include "vmx/detect.h"
#include "cpu/cpuid.h"
#include "cpu/msr.h"
#include "kit/machine.h"
#include "kit/panic.h"
#include "kit/print.h"
#include "kit/stage.h"

/*
 * lab1.1  Ask CPUID for VMX: leaf 1, the VMX bit of ECX.
 * SDM Vol. 3C, "Discovering Support for VMX".
 */
bool vmx_supported(void)
{
    /* TODO(lab1.1): see handouts/lab1.md#lab11; this line goes when the step is written. */
    return todo("lab1.1");
}

/*
 * lab1.2  IA32_FEATURE_CONTROL decides whether VMXON is allowed. Firmware usually locks it. If it
 * is locked, all that can be done is to look: without the permission for VMX outside SMX, return
 * false. If it is not locked, set that permission and the lock; VMXON raises #GP without the lock,
 * and a WRMSR to a locked register does too. SDM Vol. 3C, "Enabling and Entering VMX Operation".
 */
bool feature_control_enable(void)
{
    /* TODO(lab1.2): see handouts/lab1.md#lab12; this line goes when the step is written. */
    return todo("lab1.2");
}

static enum outcome detect_run(struct machine *machine)
{
    if (!vmx_supported()) {
        kprintf("VMX is not supported: CPUID.1:ECX.VMX is 0. This processor has no VT-x, or the\n"
                "machine hides it. On QEMU the kit's VT-x ROM provides it (ENGINE=tcg).\n");
        return OUTCOME_STAGE_FAILED;
    }
    kprintf("VMX is supported!\n");

    if (!feature_control_enable()) {
        kprintf(
            "VMX is switched off: IA32_FEATURE_CONTROL (0x3a) = 0x%lx is locked and bit 2, enable\n"
            "VMX outside SMX, is 0: VMXON would raise #GP. Switch virtualization on in the\n"
            "firmware's setup; until the next reset nothing can change this register.\n",
            rdmsr(MSR_IA32_FEATURE_CONTROL));
        return OUTCOME_STAGE_FAILED;
    }

    vmx_basic_read(&machine->cpu.vmx);
    vmx_capabilities_read(&machine->cpu.vmx);
    vmx_capabilities_report(&machine->cpu.vmx);
    return OUTCOME_PASSED;
}

STAGE(1, "detect", detect_run, NULL);
