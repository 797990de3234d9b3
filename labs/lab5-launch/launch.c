/*
 * Lab 5: the first entry, and what can come back from it.
 */
#include "entry.h"
#include "kit/machine.h"
#include "kit/panic.h"
#include "kit/print.h"
#include "kit/stage.h"
#include "vmx/exit_reasons.h"
#include "vmx/vmcs.h"

/*
 * lab5.1  Tell the VMCS where VM exits arrive: HOST_RIP is the address of vm_exit_entry. Return
 * what vmcs_write returns. SDM Vol. 3C, "Loading Host RIP, RSP, RFLAGS, and SSP".
 */
static bool set_exit_address(void)
{
    /* TODO(lab5.1): see handouts/lab5.md#lab51; this line goes when the step is written. */
    return todo("lab5.1");
}

/*
 * lab5.2  One entry: vm_enter with the vcpu's registers and launch state, then tell four ends
 * apart. VMfailInvalid                      VM_ENTRY_FAIL_INVALID VMfailValid VM_ENTRY_FAIL_VALID;
 * the number from VM_INSTRUCTION_ERROR goes to vcpu->instruction_error an exit whose reason has bit
 * 31    VM_ENTRY_FAILURE: the guest never ran, the VMCS is not launched any other exit VM_ENTRY_OK,
 * and from now on vcpu->launched In the last two cases vcpu->exit.reason is the EXIT_REASON field.
 * SDM Vol. 3C, "VM Entries", "VM-Entry Failures During or After Loading Guest State".
 */
enum vm_entry_result vcpu_enter(struct vcpu *vcpu)
{
    /* TODO(lab5.2): see handouts/lab5.md#lab52; this line goes when the step is written. */
    return todo("lab5.2");
}

/*
 * lab5.5  Say why an entry failed; the instruction is VMRESUME when vcpu->launched, else VMLAUNCH:
 *   VMLAUNCH failed: VMfailInvalid, there is no current VMCS
 *   VMLAUNCH failed: VM-instruction error <number>, <text>           (vm_instruction_error_text)
 *   VMLAUNCH failed: exit reason 0x<whole field>, <text>, exit qualification 0x<hex>
 * The text of the last one is vm_exit_reason_name of the basic reason. Return
 * OUTCOME_VM_ENTRY_FAILURE.
 */
enum outcome vcpu_report_entry_failure(const struct vcpu *vcpu, enum vm_entry_result result)
{
    /* TODO(lab5.5): see handouts/lab5.md#lab55; this line goes when the step is written. */
    return todo("lab5.5");
}

static enum outcome launch_run(struct machine *machine)
{
    struct vcpu *vcpu = &machine->vcpu;

    if (!set_exit_address())
        return OUTCOME_STAGE_FAILED;
    kprintf("Launching VM...\n");

    enum vm_entry_result result = vcpu_enter(vcpu);
    if (result != VM_ENTRY_OK)
        return vcpu_report_entry_failure(vcpu, result);
    kprintf("VM exit occurred\n");
    return OUTCOME_PASSED;
}

STAGE(5, "launch", launch_run, NULL);
