/* VMXON and VMCS pointers: addresses that L1 gives, and the region behind the current one. */
#pragma once

#include "vtxrom/cpu_state.h"

/* Aligned to a page, within the processor's width, and not the ROM's own memory. */
bool vmx_pointer_valid(const struct cpu_state *cpu, u64 pointer);

/* The first word of a region: revision identifier and, in bit 31, the shadow-VMCS indicator. */
u32 region_revision(const struct cpu_state *cpu, u64 region);

/* Write the processor's copy of the current VMCS to its region, if there is one. */
void write_back_current(struct cpu_state *cpu);
