/*
 * Addresses of the level that runs: linear to guest-physical by its own page tables, guest-physical
 * to L1-physical by L1's EPT (for L2; for L1 they are the same).
 */
#pragma once

#include "vtxrom/cpu_state.h"

enum access {
    ACCESS_READ,
    ACCESS_WRITE,
    ACCESS_FETCH,
};

enum translation_result {
    TRANSLATION_OK,
    TRANSLATION_PAGE_FAULT, /* the guest's own page tables do not allow it */
    TRANSLATION_EPT,        /* L1's EPT does not: an EPT violation or misconfiguration */
};

struct translation {
    u64 physical;       /* L1-physical, when it is allowed */
    u64 guest_physical; /* of the access, or of the table entry that EPT stopped */
    bool in_table_walk; /* EPT stopped the reading of a page-table entry */
    u32 page_fault_error;
};

struct cpu_state;

/* Translate one byte's address for the level that runs, at its present privilege level. */
enum translation_result translate(const struct cpu_state *cpu, u64 linear, enum access access,
                                  struct translation *result);

/*
 * Copy between the ROM and the linear memory of the level that runs. Returns false, with *fault and
 * *fault_address filled in, when a byte cannot be reached; nothing is written then.
 */
bool linear_read(const struct cpu_state *cpu, u64 linear, void *to, u32 bytes, enum access access,
                 struct translation *fault, u64 *fault_address);
bool linear_write(const struct cpu_state *cpu, u64 linear, const void *from, u32 bytes,
                  struct translation *fault, u64 *fault_address);
