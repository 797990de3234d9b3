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
    /* BEGIN SOLUTION lab5.1 */
    return vmcs_write(HOST_RIP, (u64)vm_exit_entry);
    /* END SOLUTION */
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
    /* BEGIN SOLUTION lab5.2 */
    switch (vm_enter(&vcpu->registers, vcpu->launched)) {
    case VMX_FAIL_INVALID:
        return VM_ENTRY_FAIL_INVALID;
    case VMX_FAIL_VALID:
        vcpu->instruction_error = vmcs_read(VM_INSTRUCTION_ERROR);
        return VM_ENTRY_FAIL_VALID;
    case VMX_SUCCEED:
        break;
    }
    vcpu->exit.reason = vmcs_read(EXIT_REASON);
    if (vcpu->exit.reason & EXIT_REASON_ENTRY_FAILURE)
        return VM_ENTRY_FAILURE;
    vcpu->launched = true;
    return VM_ENTRY_OK;
    /* END SOLUTION */
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
    /* BEGIN SOLUTION lab5.5 */
    u32 reason = vcpu->exit.reason;

    kprintf("%s failed: ", vcpu->launched ? "VMRESUME" : "VMLAUNCH");
    if (result == VM_ENTRY_FAIL_INVALID)
        kprintf("VMfailInvalid, there is no current VMCS\n");
    else if (result == VM_ENTRY_FAIL_VALID)
        kprintf("VM-instruction error %u, %s\n", vcpu->instruction_error,
                vm_instruction_error_text(vcpu->instruction_error));
    else
        kprintf("exit reason 0x%x, %s, exit qualification 0x%lx\n", reason,
                vm_exit_reason_name(reason & EXIT_REASON_BASIC_MASK),
                vmcs_read(EXIT_QUALIFICATION));
    return OUTCOME_VM_ENTRY_FAILURE;
    /* END SOLUTION */
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
