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
    /* BEGIN SOLUTION lab6.4 */
    exit_report(vcpu);
    kprintf("HLT - guest is halting\n");
    return stop_guest(vcpu, OUTCOME_PASSED);
    /* END SOLUTION */
}

/*
 * lab6.5  Triple fault: a real machine would reset; here the guest is stopped and the host lives
 * on. exit_report, print
 *   Triple fault - guest is dead, host is alive
 * and stop the guest with OUTCOME_GUEST_TRIPLE_FAULT.
 */
static enum exit_action handle_triple_fault(struct vcpu *vcpu)
{
    /* BEGIN SOLUTION lab6.5 */
    exit_report(vcpu);
    kprintf("Triple fault - guest is dead, host is alive\n");
    return stop_guest(vcpu, OUTCOME_GUEST_TRIPLE_FAULT);
    /* END SOLUTION */
}

EXIT_HANDLER(EXIT_REASON_HLT, handle_hlt);
EXIT_HANDLER(EXIT_REASON_TRIPLE_FAULT, handle_triple_fault);
