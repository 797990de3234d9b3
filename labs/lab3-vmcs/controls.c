/*
 * Lab 3: the VM-execution, VM-exit and VM-entry controls.
 */
#include "vmx/controls.h"
#include "kit/panic.h"
#include "kit/print.h"
#include "vmx/vmcs.h"

/* Name each bit of `refused`: what the processor does not offer, and where it said so. */
static void report_refused(const char *group, u32 refused)
{
    for (u32 bit = 0; bit < 32; bit++) {
        const char *name = vmx_control_name(group, bit);

        if (refused & BIT(bit))
            kprintf(
                "%s controls: \"%s\" (bit %u) is wanted, but this processor does not offer it\n",
                group, name ? name : "a reserved bit", bit);
    }
}

/*
 * lab3.6  The algorithm of SDM Vol. 3C, "Algorithms for Determining VMX Capabilities": the value is
 * what is wanted plus what must be one. A wanted bit that may not be one is an error:
 * report_refused with those bits, return false.
 */
bool vmx_adjust_controls(const char *group, const struct vmx_control_capability *capability,
                         u32 wanted, u32 *value)
{
    /* TODO(lab3.6): see handouts/lab3.md#lab36; this line goes when the step is written. */
    return todo("lab3.6");
}

/*
 * lab3.5  Adjust and write the four sets of controls that every VMCS has. Wanted are
 *   pin-based: nothing
 *   primary processor-based: HLT exiting, unconditional I/O exiting, CR3-load and CR3-store exiting
 *   VM-exit: host address-space size (we are 64-bit), save and load IA32_EFER
 *   VM-entry: IA-32e mode guest (it is 64-bit too), load IA32_EFER
 * and with them: exception bitmap 0, no CR3-target value, no MSR lists, no event to inject.
 * SDM Vol. 3C, "VM-Execution Control Fields", "VM-Exit Control Fields", "VM-Entry Control Fields".
 */
bool vmcs_set_controls(const struct vcpu *vcpu)
{
    /* TODO(lab3.5): see handouts/lab3.md#lab35; this line goes when the step is written. */
    return todo("lab3.5");
}
