/*
 * Everything the ROM knows about one logical processor. L1 is the hypervisor that sees a VT-x, L2
 * its guest; the ROM below them is L0. No other mutable state exists but the region's bounds
 * (memory.h).
 */
#pragma once

#include "kit/types.h"
#include "vtxrom/settings.h"
#include "vtxrom/svm.h"
#include "vtxrom/vmcs.h"

/* General-purpose registers by their number in instructions. */
enum gpr {
    GPR_RAX,
    GPR_RCX,
    GPR_RDX,
    GPR_RBX,
    GPR_RSP,
    GPR_RBP,
    GPR_RSI,
    GPR_RDI,
    GPR_R8,
    GPR_COUNT = 16,
};

#define NPT_TABLES    24  /* L1's nested page tables: identity with holes */
#define SHADOW_TABLES 128 /* L2's: filled on demand, dropped when used up */

#define NO_POINTER 0xffffffffffffffffull

struct npt {
    u64 *root;
    u32 used;
};

struct cpu_state {
    struct vmcb l1, l2;
    u8 host_save[PAGE_SIZE];
    u8 absent_page[PAGE_SIZE]; /* what guests see at the ROM's addresses */
    u8 msrpm_l1[MSRPM_BYTES], msrpm_l2[MSRPM_BYTES];
    u8 iopm_l1[IOPM_BYTES], iopm_l2[IOPM_BYTES];
    u64 npt_tables[NPT_TABLES][PAGE_SIZE / sizeof(u64)];
    u64 shadow_tables[SHADOW_TABLES][PAGE_SIZE / sizeof(u64)];
    struct vmcs
        vmcs; /* the current VMCS: the processor's copy, written back by VMCLEAR and VMPTRLD */

    struct vmcb *vmcb; /* of the level that runs: l1 or l2 */
    u64 gpr[GPR_COUNT];
    bool in_l2;

    bool in_vmx_operation;
    bool l1_vmxe; /* CR4.VMXE as L1 sees it; the real register never has it */
    u64 vmxon_pointer;
    u64 current_vmcs; /* L1-physical address, NO_POINTER when there is none */
    u64 feature_control;
    u64 shadow_eptp; /* whose translations shadow_tables hold */
    struct npt l1_npt, shadow;

    struct settings settings;
    u64 physical_limit; /* first address that the processor cannot form */
    u64 cr4_allowed;    /* bits of CR4 that the processor has */
} ALIGNED(PAGE_SIZE);

static inline u64 current_linear_rip(const struct cpu_state *cpu)
{
    bool long_mode = cpu->vmcb->cs.attributes & SVM_ATTRIBUTE_LONG;

    return cpu->vmcb->rip + (long_mode ? 0 : cpu->vmcb->cs.base);
}
