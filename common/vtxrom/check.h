/*
 * The checks of a VM entry: one row a rule, in the SDM's order. A row names its field and its rule
 * in words, for whoever wants to print why an entry failed. SDM Vol. 3C, chapter "VM Entries".
 */
#pragma once

#include "vtxrom/cpu_state.h"

struct entry_check {
    enum vmcs_field field;
    const char *rule;
    bool (*holds)(const struct cpu_state *cpu);
};

/* Each returns the first row that the current VMCS breaks, NULL when there is none. */
const struct entry_check *check_controls(const struct cpu_state *cpu);
const struct entry_check *check_host_state(const struct cpu_state *cpu);

struct guest_check_result {
    const struct entry_check *broken; /* NULL: none */
    u64 qualification;                /* of the entry failure */
};

struct guest_check_result check_guest_state(const struct cpu_state *cpu);
const struct entry_check *check_guest_registers(const struct cpu_state *cpu);
const struct entry_check *check_guest_segments(const struct cpu_state *cpu);
const struct entry_check *check_guest_non_registers(const struct cpu_state *cpu);

/* Walk a table; for the functions above. */
const struct entry_check *first_broken(const struct cpu_state *cpu,
                                       const struct entry_check *checks, u32 count);

/* Words of the current VMCS that many rules ask for. */
static inline u64 field(const struct cpu_state *cpu, enum vmcs_field name)
{
    return vmcs_get(&cpu->vmcs, name);
}

u64 primary_controls(const struct cpu_state *cpu);
u64 secondary_controls(const struct cpu_state *cpu); /* 0 when they are not activated */

/*
 * Bases and MSRs are checked against the widest linear address that the processor has, RIP against the one that the
 * CR4 it comes with uses. SDM Vol. 1, "Canonical Addressing".
 */
bool linear_canonical(const struct cpu_state *cpu, u64 address);
bool rip_canonical(u64 address, u64 cr4);

/* GUEST_RIP's rule is weaker: only the bits above the width have to be alike. */
bool linear_bits_identical(const struct cpu_state *cpu, u64 address);
bool physical_valid(const struct cpu_state *cpu, u64 address, u64 alignment);
bool ept_pointer_valid(const struct cpu_state *cpu, u64 ept_pointer);
bool pat_valid(u64 pat);
bool efer_bits_valid(u64 efer);
bool cr_valid(u64 value, u64 fixed0, u64 fixed1);
