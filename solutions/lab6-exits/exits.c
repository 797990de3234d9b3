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
    /* BEGIN SOLUTION lab6.1 statement */
    vcpu->exit.reason = vmcs_read(EXIT_REASON);
    vcpu->exit.qualification = vmcs_read(EXIT_QUALIFICATION);
    vcpu->exit.instruction_length = vmcs_read(VM_EXIT_INSTRUCTION_LENGTH);
    vcpu->exit.guest_rip = vmcs_read(GUEST_RIP);
    /* END SOLUTION */
}

/*
 * lab6.3  The guest goes on behind the instruction that caused the exit: GUEST_RIP plus the length.
 * The blocking that a STI or MOV SS before it had started ends with it: clear these two bits of
 * GUEST_INTERRUPTIBILITY_STATE (vmx/guest_segments.h) and no other.
 * SDM Vol. 3C, "Information for VM Exits Due to Instruction Execution", "Guest Non-Register State".
 */
enum exit_action advance_rip(struct vcpu *vcpu)
{
    /* BEGIN SOLUTION lab6.3 */
    u64 blocking = vmcs_read(GUEST_INTERRUPTIBILITY_STATE);

    vmcs_write(GUEST_RIP, vcpu->exit.guest_rip + vcpu->exit.instruction_length);
    vmcs_write(GUEST_INTERRUPTIBILITY_STATE, blocking & ~(INTERRUPTIBILITY_BLOCKING_BY_STI |
                                                          INTERRUPTIBILITY_BLOCKING_BY_MOV_SS));
    return EXIT_ACTION_RESUME;
    /* END SOLUTION */
}

/*
 * lab6.2  One exit: find the handler of the basic reason (exit_handler_find) and call it. Without
 * one: stop_unhandled, "no handler is registered for this exit". SDM Vol. 3C, "Basic VM-Exit
 * Information".
 */
static enum exit_action dispatch(struct vcpu *vcpu)
{
    /* BEGIN SOLUTION lab6.2 */
    const struct exit_handler *handler =
        exit_handler_find(vcpu->exit.reason & EXIT_REASON_BASIC_MASK);

    if (!handler)
        return stop_unhandled(vcpu, "no handler is registered for this exit");
    return handler->handle(vcpu);
    /* END SOLUTION */
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
