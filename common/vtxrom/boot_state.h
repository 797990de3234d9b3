/*
 * The firmware's real-mode state when it called the ROM: where L1 begins. Built by start.asm on the
 * firmware's stack.
 */
#pragma once

#include "vtxrom/cpu_state.h"

struct boot_state {
    u32 cr0, cr4;
    u16 gdtr_limit;
    u32 gdtr_base;
    u16 idtr_limit;
    u32 idtr_base;
    u16 ds, es, fs, gs, ss, cs;
    u16 sp, ip; /* where L1 goes on, in `cs` */
} PACKED;

/* L1 as a real-mode guest in that state. */
void boot_state_load(struct vmcb *l1, u64 *gpr, const struct boot_state *boot);
