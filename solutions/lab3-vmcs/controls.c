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
    /* BEGIN SOLUTION lab3.6 */
    u32 refused = wanted & ~capability->may_be_one;

    if (refused) {
        report_refused(group, refused);
        return false;
    }
    *value = wanted | capability->must_be_one;
    return true;
    /* END SOLUTION */
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
    /* BEGIN SOLUTION lab3.5 */
    const struct vmx_capabilities *vmx = &vcpu->cpu->vmx;
    u32 pin, primary, exit, entry;

    if (!vmx_adjust_controls("PIN", &vmx->pin, 0, &pin) ||
        !vmx_adjust_controls("PRIMARY", &vmx->primary,
                             PRIMARY_HLT_EXITING | PRIMARY_UNCONDITIONAL_IO_EXITING |
                                 PRIMARY_CR3_LOAD_EXITING | PRIMARY_CR3_STORE_EXITING,
                             &primary) ||
        !vmx_adjust_controls(
            "EXIT", &vmx->exit,
            EXIT_HOST_ADDRESS_SPACE_SIZE | EXIT_SAVE_IA32_EFER | EXIT_LOAD_IA32_EFER, &exit) ||
        !vmx_adjust_controls("ENTRY", &vmx->entry, ENTRY_IA32E_MODE_GUEST | ENTRY_LOAD_IA32_EFER,
                             &entry))
        return false;

    const struct vmcs_setting settings[] = {
        { PIN_BASED_VM_EXECUTION_CONTROLS, pin },
        { PRIMARY_PROCESSOR_BASED_VM_EXECUTION_CONTROLS, primary },
        { VM_EXIT_CONTROLS, exit },
        { VM_ENTRY_CONTROLS, entry },
        { EXCEPTION_BITMAP, 0 },
        { CR3_TARGET_COUNT, 0 },
        { VM_EXIT_MSR_STORE_COUNT, 0 },
        { VM_EXIT_MSR_LOAD_COUNT, 0 },
        { VM_ENTRY_MSR_LOAD_COUNT, 0 },
        { VM_ENTRY_INTERRUPTION_INFORMATION, 0 },
    };
    return vmcs_write_all(settings, ARRAY_SIZE(settings));
    /* END SOLUTION */
}
