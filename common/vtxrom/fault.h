/*
 * The ROM's own interrupt table: faults of its own code, tried instructions, interrupts that it
 * takes.
 */
#pragma once

#include "kit/types.h"

struct cpu_state;

/* Load the table; a fault that was not tried stops the machine, naming `cpu`'s state. */
void fault_init(struct cpu_state *cpu);

/* RDMSR and WRMSR that may raise #GP: false when they did. */
bool try_rdmsr(u32 index, u64 *value);
bool try_wrmsr(u32 index, u64 value);

/* Does this processor raise #UD for a VMX instruction with a memory operand, as it must? */
bool vmx_opcodes_raise_ud(void);

/* Open the gate for one pending interrupt and return its vector, or NO_INTERRUPT. */
#define NO_INTERRUPT (-1)
int take_interrupt(void);

/* Take a pending NMI, if there is one. */
void take_nmi(void);
