/* Given: the assembly half of lab 5, as C sees it (entry.asm). */
#pragma once

#include "vmx/instructions.h"
#include "vmx/vm.h"

/*
 * Load the guest's registers and enter it with VMLAUNCH, or VMRESUME when `launched`. Returns
 * VMX_SUCCEED after a VM exit, with *registers as the guest left them; else how the instruction
 * failed.
 */
enum vmx_result vm_enter(struct guest_registers *registers, bool launched);

/* Where every VM exit arrives; never called. */
void vm_exit_entry(void);
