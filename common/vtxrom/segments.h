/* Segment registers in the VMCB, by their numbers and in VMX's format. */
#pragma once

#include "vtxrom/cpu_state.h"
#include "vtxrom/decode.h"

/* Base of segment register `number` (enum segment_number) of the level that runs. */
u64 segment_base(const struct cpu_state *cpu, enum segment_number number);

/* The VMCB's segment register with VMX's number: ES CS SS DS FS GS LDTR TR. */
struct vmcb_segment *vmcb_segment(struct vmcb *vmcb, u32 number);

#define VMX_SEGMENTS 8

/*
 * Access rights (VMX) to attributes (SVM) and back. SDM Vol. 3C, table "Format of Access Rights".
 */
u16 access_rights_to_attributes(u32 access_rights);
u32 attributes_to_access_rights(u16 attributes);

/* FS, GS, TR, LDTR and some MSRs of a level live in the processor between VMLOAD and VMSAVE. */
static inline void vmsave(const struct vmcb *vmcb)
{
    __asm__ volatile("vmsave" : : "a"(vmcb) : "memory");
}

static inline void vmload(const struct vmcb *vmcb)
{
    __asm__ volatile("vmload" : : "a"(vmcb) : "memory");
}
