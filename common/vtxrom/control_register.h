/*
 * Control-register instructions, taken apart: SVM says which register at best, never the operand.
 */
#pragma once

#include "vtxrom/cpu_state.h"
#include "vtxrom/decode.h"

enum cr_operation {
    CR_MOV_TO,
    CR_MOV_FROM,
    CR_CLTS,
    CR_LMSW,
    CR_SMSW,
};

struct cr_instruction {
    enum cr_operation operation;
    u32 number; /* of the control register */
    struct instruction in;
};

/* Decode the instruction at RIP; stops the machine when it is no control-register instruction. */
void cr_decode(const struct cpu_state *cpu, struct cr_instruction *cr);

/* The operand of MOV to CR (a register) or LMSW (16 bits); false after raising the fault. */
bool cr_source(struct cpu_state *cpu, const struct cr_instruction *cr, u64 *value);

/* Give MOV from CR or SMSW its result and finish the instruction. */
void cr_result(struct cpu_state *cpu, const struct cr_instruction *cr, u64 value);

/* Put a CR0 in place: EFER.LMA follows PG. False: the processor would raise #GP. */
bool cr0_load(struct cpu_state *cpu, u64 value);

/* The new CR0 that LMSW of `source` makes out of `now`; it cannot clear PE. */
u64 lmsw_value(u64 now, u64 source);
