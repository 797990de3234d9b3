/* VMX operation of one processor: the contract of lab 2. */
#pragma once

#include "cpu/cpu.h"

/*
 * Enter VMX root operation: prepare the VMXON region, set the bits that CR0 and CR4 must have,
 * execute VMXON. Returns false, after saying why, when `cpu` is in VMX operation already, when there
 * is no page, or when VMXON fails; cpu->vmxon_region is then what it was before.
 */
bool vmx_operation_enter(struct cpu *cpu);

/*
 * Leave VMX operation and give the region back. Returns false, after saying why and without
 * executing VMXOFF (it would raise #UD), when `cpu` is not in VMX operation.
 */
bool vmx_operation_leave(struct cpu *cpu);

/* Prepare a VMXON or VMCS region (lab 2.2): a zeroed page that starts with the revision. 0: no page. */
u64 vmx_region_create(const struct vmx_capabilities *vmx);

/* `value` with the bits that fixed0 demands set and those that fixed1 does not allow cleared (lab 2.4). */
u64 vmx_apply_fixed_bits(u64 value, u64 fixed0, u64 fixed1);
