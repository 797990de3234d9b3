/* Exits of L2: some become VM exits of L1, some the ROM does for L2 as the processor would. */
#pragma once

#include "vtxrom/cpu_state.h"

/* Handle the exit that cpu->l2 has just taken. */
void l2_exit(struct cpu_state *cpu);

/* One file a kind. */
void l2_exception(struct cpu_state *cpu);
void l2_software_interrupt(struct cpu_state *cpu);
void l2_control_register(struct cpu_state *cpu);
void l2_debug_register(struct cpu_state *cpu);
void l2_io(struct cpu_state *cpu);
void l2_msr(struct cpu_state *cpu);
void l2_nested_page_fault(struct cpu_state *cpu);

/* Decode the instruction at RIP, or stop the machine saying that `name` cannot be fetched. */
struct instruction;
void l2_decode(const struct cpu_state *cpu, struct instruction *in, const char *name);

/*
 * The VMX-instruction information field for `in`. SDM Vol. 3C, tables "Format of the VM-Exit
 * Instruction-Information Field".
 */
u32 instruction_information(const struct instruction *in, bool has_second_register);
