/* Into L2 and out of it. SDM Vol. 3C, chapters "VM Entries" and "VM Exits". */
#pragma once

#include "vtxrom/cpu_state.h"

/* What an exit to L1 says beyond the reason; fields that do not apply are 0. */
struct vm_exit_info {
    u32 reason;
    u64 qualification;
    u32 instruction_length;
    u32 instruction_information;
    u32 interruption_information;
    u32 interruption_error;
};

/* Leave L2 for L1 with a VM exit: save the guest's state, load the host's. */
void vm_exit(struct cpu_state *cpu, const struct vm_exit_info *info);

/* The shortest form: a reason, a qualification, a length. */
void vm_exit_simple(struct cpu_state *cpu, u32 reason, u64 qualification, u32 length);

/*
 * Load the host's state into L1's VMCB from the current VMCS (for exits and for entries that
 * failed).
 */
void load_host_state(struct cpu_state *cpu);

/* The intercepts of L2 that the current VMCS's controls ask for (l2_intercepts.c). */
void set_l2_intercepts(struct cpu_state *cpu);

/*
 * MSR lists (msr_list.c). Each returns 0, or the number (from 1) of the entry that cannot be done.
 */
u32 msr_list_load(struct cpu_state *cpu, struct vmcb *vmcb, u64 address, u32 count);
u32 msr_list_store(struct cpu_state *cpu, const struct vmcb *vmcb, u64 address, u32 count);

/* Read or write an MSR as the level `vmcb` would; false: #GP (msr.c). */
bool msr_read(const struct vmcb *vmcb, u32 index, u64 *value);
bool msr_write(struct vmcb *vmcb, u32 index, u64 value);
