/*
 * Lab 6: two ways in which a guest ends: HLT, and a triple fault.
 */
#include "exits.h"
#include "kit/panic.h"
#include "kit/print.h"

/*
 * lab6.4  HLT: nothing can wake this guest up, so it is done. exit_report, print
 *   HLT - guest is halting
 * and stop the guest with OUTCOME_PASSED.
 */
static enum exit_action handle_hlt(struct vcpu *vcpu)
{
    /* TODO(lab6.4): see handouts/lab6.md#lab64; this line goes when the step is written. */
    return todo("lab6.4");
}

/*
 * lab6.5  Triple fault: a real machine would reset; here the guest is stopped and the host lives
 * on. exit_report, print
 *   Triple fault - guest is dead, host is alive
 * and stop the guest with OUTCOME_GUEST_TRIPLE_FAULT.
 */
static enum exit_action handle_triple_fault(struct vcpu *vcpu)
{
    /* TODO(lab6.5): see handouts/lab6.md#lab65; this line goes when the step is written. */
    return todo("lab6.5");
}

EXIT_HANDLER(EXIT_REASON_HLT, handle_hlt);
EXIT_HANDLER(EXIT_REASON_TRIPLE_FAULT, handle_triple_fault);
