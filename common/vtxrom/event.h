/*
 * Events for the level that runs: exceptions that the ROM raises, and instructions that it has
 * done.
 */
#pragma once

#include "vtxrom/cpu_state.h"

enum vector {
    VECTOR_DB = 1,
    VECTOR_NMI = 2,
    VECTOR_BP = 3,
    VECTOR_OF = 4,
    VECTOR_UD = 6,
    VECTOR_DF = 8,
    VECTOR_TS = 10,
    VECTOR_SS = 12,
    VECTOR_GP = 13,
    VECTOR_PF = 14,
    VECTOR_AC = 17,
    VECTOR_COUNT = 32,
};

/* Does the processor push an error code for this exception? */
static inline bool vector_has_error(u32 vector)
{
    return vector == VECTOR_DF || (vector >= VECTOR_TS && vector <= VECTOR_PF) ||
           vector == VECTOR_AC;
}

/* Deliver an exception at the next VMRUN, at the present RIP. */
void raise(struct cpu_state *cpu, u32 vector);
void raise_with_error(struct cpu_state *cpu, u32 vector, u32 error);
void raise_page_fault(struct cpu_state *cpu, u64 address, u32 error);

/* The instruction at RIP is done: RIP moves on, blocking by STI and MOV SS ends. */
void skip_instruction(struct cpu_state *cpu, u32 length);
