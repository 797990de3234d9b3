/*
 * Nested page tables of the processor below: L1's identity map with holes, and L2's shadow of L1's
 * EPT.
 */
#pragma once

#include "vtxrom/cpu_state.h"

/* L1's map: all physical memory onto itself, but for the ROM's region. */
void npt_build_l1(struct cpu_state *cpu, u64 region_base, u64 region_size);

/* Forget every shadow translation. */
void shadow_reset(struct cpu_state *cpu);

/*
 * Remember that L2's page at `guest_physical` is L1's page at `physical`, with `permissions` (enum
 * ept_permission) out of an EPT page of `page_size`. A large page that touches the ROM's region is
 * mapped in small ones; those inside the region become absent memory.
 */
void shadow_fill(struct cpu_state *cpu, u64 guest_physical, u64 physical, u32 permissions,
                 u64 page_size);
