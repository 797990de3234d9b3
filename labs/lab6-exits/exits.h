/* What the handlers of lab 6 share. */
#pragma once

#include "kit/exit_handler.h"
#include "vmx/vm.h"

/*
 * After an instruction was handled: the guest goes on behind it (lab 6.3). Returns
 * EXIT_ACTION_RESUME.
 */
enum exit_action advance_rip(struct vcpu *vcpu);

/* Stop the guest; the run ends with `outcome`. Returns EXIT_ACTION_STOP. */
enum exit_action stop_guest(struct vcpu *vcpu, enum outcome outcome);

/*
 * The guest did something that this hypervisor cannot do for it: print `what` and everything about
 * the exit, stop the guest with OUTCOME_UNHANDLED_EXIT.
 */
enum exit_action stop_unhandled(struct vcpu *vcpu, const char *what);

/*
 * The guest's general-purpose register with the number that exit qualifications use; RSP comes from
 * the VMCS.
 */
u64 guest_register_read(const struct vcpu *vcpu, u32 number);
void guest_register_write(struct vcpu *vcpu, u32 number, u64 value);

/*
 * Print reason, qualification and RIP of the last exit; with registers and more for
 * `stop_unhandled`.
 */
void exit_report(const struct vcpu *vcpu);
void exit_report_all(const struct vcpu *vcpu);
