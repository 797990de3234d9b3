/* Exits of L1, the hypervisor that believes to run on VT-x. */
#pragma once

#include "vtxrom/cpu_state.h"

/* Set up L1's VMCB: intercepts and bitmaps. */
void l1_setup(struct cpu_state *cpu);

/* Handle the exit that cpu->l1 has just taken. */
void l1_exit(struct cpu_state *cpu);

/* CPUID as L1 (and, through it, L2) shall see it; registers in, registers out. */
void l1_cpuid(struct cpu_state *cpu);

void l1_msr(struct cpu_state *cpu);
void l1_control_register(struct cpu_state *cpu);
void l1_io(struct cpu_state *cpu);
