/*
 * Extended page tables: the contract of lab 4. SDM Vol. 3C, "The Extended Page Table Mechanism (EPT)".
 */
#pragma once

#include "kit/types.h"

struct ept {
    u64 root; /* physical address of the PML4 table, 0 before ept_create */
};

enum ept_permission {
    EPT_READ = 1,
    EPT_WRITE = 2,
    EPT_EXECUTE = 4,
    EPT_ALL_PERMISSIONS = EPT_READ | EPT_WRITE | EPT_EXECUTE,
};

/* Memory types of a leaf entry. SDM Vol. 3A, "Memory Types"; the encodings are IA32_PAT's. */
enum ept_memory_type {
    EPT_UNCACHEABLE = 0,
    EPT_WRITE_BACK = 6,
};

#define EPT_PAGE_4_KIB KIB(4)
#define EPT_PAGE_2_MIB MIB(2)

/* Guest-physical addresses that four levels can translate: 48 bits. */
#define EPT_GUEST_PHYSICAL_BITS 48

enum ept_result {
    EPT_OK,
    EPT_MISALIGNED,      /* an address is not a multiple of the page size */
    EPT_OUT_OF_RANGE,    /* beyond 48 guest-physical bits, or beyond the host's physical width */
    EPT_ALREADY_MAPPED,  /* something is mapped there */
    EPT_NOT_MAPPED,      /* nothing is mapped there */
    EPT_WRONG_PAGE_SIZE, /* a page size that does not exist, or not the size of the page mapped there */
    EPT_BAD_PERMISSIONS, /* write without read, or no permission at all: a misconfiguration */
    EPT_NO_MEMORY,       /* no page left for a table */
};

struct ept_translation {
    u64 host_physical; /* of the very address that was asked for */
    u64 page_size;
    u32 permissions; /* enum ept_permission bits, those of the whole walk */
    enum ept_memory_type memory_type;
};

/* An empty table. EPT_NO_MEMORY when there is no page for it. */
enum ept_result ept_create(struct ept *ept);

/* Given (lab4-ept/ept_destroy.c): give the tables back; `ept` is then as before ept_create. */
void ept_destroy(struct ept *ept);

/*
 * Map the page at `guest_physical` to `host_physical`. Both are multiples of `page_size`, which is
 * EPT_PAGE_4_KIB or EPT_PAGE_2_MIB; `permissions` is one or more of enum ept_permission.
 */
enum ept_result ept_map(struct ept *ept, u64 guest_physical, u64 host_physical, u64 page_size,
                        u32 permissions, enum ept_memory_type memory_type);

/* Unmap the page of `page_size` at `guest_physical`. The caller then executes INVEPT. */
enum ept_result ept_unmap(struct ept *ept, u64 guest_physical, u64 page_size);

/* Where does `guest_physical` (any address) lead? EPT_NOT_MAPPED when nowhere. */
enum ept_result ept_translate(const struct ept *ept, u64 guest_physical,
                              struct ept_translation *translation);

/* The value for the EPT_POINTER field: root, write-back tables, four levels. SDM, "EPTP". */
u64 ept_pointer(const struct ept *ept);

/* INVEPT of the single context `ept`. Returns false when the instruction failed. */
bool ept_invalidate(const struct ept *ept);

/* The words for a result: "misaligned address" and so on (given, common/vmx/ept_result.c). */
const char *ept_result_text(enum ept_result result);
