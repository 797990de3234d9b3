/* Reading L1's extended page tables. SDM Vol. 3C, "EPT Translation Mechanism". */
#pragma once

#include "vmx/ept.h"
#include "vtxrom/cpu_state.h"

enum ept_walk_kind {
    EPT_WALK_MAPPED,
    EPT_WALK_NOT_PRESENT,   /* an EPT violation */
    EPT_WALK_MISCONFIGURED, /* an EPT misconfiguration */
};

struct ept_walk {
    enum ept_walk_kind kind;
    u64 physical;    /* L1-physical address of the byte */
    u64 page_size;   /* of the page in L1's tables */
    u32 permissions; /* of the whole walk, as far as it went */
};

/* The current VMCS has "enable EPT". */
bool ept_in_use(const struct cpu_state *cpu);

/* Walk the tables that EPT_POINTER of the current VMCS names. */
struct ept_walk ept_walk(const struct cpu_state *cpu, u64 guest_physical);
