/*
 * Lab 6: the exit loop. Lab 5 has left us the guest's first VM exit; handle it, go back in, handle
 * the next one, until a handler says that the guest is done.
 */
#include "exits.h"
#include "kit/machine.h"
#include "kit/panic.h"
#include "kit/print.h"
#include "kit/stage.h"
#include "vmx/guest_segments.h"
#include "vmx/vmcs.h"

/*
 * lab6.1  Read what the processor says about the exit into vcpu->exit: reason, qualification,
 * instruction length, and the guest's RIP. SDM Vol. 3C, "VM-Exit Information Fields".
 */
static void read_exit(struct vcpu *vcpu)
{
    /* TODO(lab6.1): see handouts/lab6.md#lab61; this line goes when the step is written. */
    todo("lab6.1");
}

/*
 * lab6.3  The guest goes on behind the instruction that caused the exit: GUEST_RIP plus the length.
 * The blocking that a STI or MOV SS before it had started ends with it: clear these two bits of
 * GUEST_INTERRUPTIBILITY_STATE (vmx/guest_segments.h) and no other.
 * SDM Vol. 3C, "Information for VM Exits Due to Instruction Execution", "Guest Non-Register State".
 */
enum exit_action advance_rip(struct vcpu *vcpu)
{
    /* TODO(lab6.3): see handouts/lab6.md#lab63; this line goes when the step is written. */
    return todo("lab6.3");
}

/*
 * lab6.2  One exit: find the handler of the basic reason (exit_handler_find) and call it. Without
 * one: stop_unhandled, "no handler is registered for this exit". SDM Vol. 3C, "Basic VM-Exit
 * Information".
 */
static enum exit_action dispatch(struct vcpu *vcpu)
{
    /* TODO(lab6.2): see handouts/lab6.md#lab62; this line goes when the step is written. */
    return todo("lab6.2");
}

enum exit_action stop_guest(struct vcpu *vcpu, enum outcome outcome)
{
    vcpu->outcome = outcome;
    return EXIT_ACTION_STOP;
}

enum exit_action stop_unhandled(struct vcpu *vcpu, const char *what)
{
    kprintf("%s\n", what);
    exit_report_all(vcpu);
    return stop_guest(vcpu, OUTCOME_UNHANDLED_EXIT);
}

static enum outcome exits_run(struct machine *machine)
{
    struct vcpu *vcpu = &machine->vcpu;

    for (;;) {
        read_exit(vcpu);
        if (dispatch(vcpu) == EXIT_ACTION_STOP)
            break;
        enum vm_entry_result result = vcpu_enter(vcpu);
        if (result != VM_ENTRY_OK)
            return vcpu_report_entry_failure(vcpu, result);
    }
    if (vcpu->outcome == OUTCOME_PASSED)
        kprintf("VM exited successfully!\n");
    return vcpu->outcome;
}

STAGE(6, "exits", exits_run, NULL);
