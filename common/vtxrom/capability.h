/*
 * The capability MSRs: what this VT-x offers. SDM Vol. 3D, Appendix A, "VMX Capability Reporting
 * Facility".
 */
#pragma once

#include "vtxrom/cpu_state.h"

/* The value of VMX MSR `index`; false when this machine has no such MSR (RDMSR is then #GP). */
bool capability_read(const struct cpu_state *cpu, u32 index, u64 *value);

/*
 * The set of controls that software has to use: must-be-one in the low half, may-be-one in the high
 * half.
 */
u64 capability_of_controls(const struct cpu_state *cpu, u32 true_msr);

#define CAPABILITY_MUST_BE_ONE(capability) ((u32)(capability))
#define CAPABILITY_MAY_BE_ONE(capability)  ((u32)((capability) >> 32))

/* Bits of CR0 and CR4 that VMX operation fixes; the latter depends on the processor below. */
#define CAPABILITY_CR0_FIXED0 0x80000021ull /* PG, NE, PE */
#define CAPABILITY_CR0_FIXED1 0xffffffffull
#define CAPABILITY_CR4_FIXED0 0x2000ull /* VMXE */
u64 capability_cr4_fixed1(const struct cpu_state *cpu);

/* The bits of CR4 that the processor below has, found out with CPUID. */
u64 cr4_bits_of_this_processor(void);
