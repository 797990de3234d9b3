/*
 * VMCS storage: one 64-bit slot a field, in the 4 KiB of a VMCS region. The first 32 slots are the
 * header (revision identifier, abort indicator, launch state).
 */
#pragma once

#include "kit/types.h"
#include "vmx/fields.h"

#define VMCS_SLOTS           (PAGE_SIZE / sizeof(u64))
#define VMCS_SLOTS_PER_GROUP 32
#define VMCS_SLOT_NONE       (-1)

struct vmcs {
    union {
        struct {
            u32 revision;
            u32 abort_indicator;
            u32 launched; /* 0: clear, 1: launched */
        };
        u64 slots[VMCS_SLOTS];
    };
};
_Static_assert(sizeof(struct vmcs) == PAGE_SIZE, "a VMCS region is one page");

/*
 * Where a field lives: width and type choose the group, the index the slot. No field is 16-bit
 * read-only, so that group's slots hold the 16-bit control fields and group 0 is free for the
 * header.
 */
#define VMCS_GROUP(encoding)                              \
    (((encoding) >> VMCS_ENCODING_WIDTH_SHIFT & 3) << 2 | \
     ((encoding) >> VMCS_ENCODING_TYPE_SHIFT & 3))
#define VMCS_SLOT(encoding)                                                                       \
    ((VMCS_GROUP(encoding) ? VMCS_GROUP(encoding) : VMCS_TYPE_READ_ONLY) * VMCS_SLOTS_PER_GROUP + \
     ((encoding) >> VMCS_ENCODING_INDEX_SHIFT & (VMCS_SLOTS_PER_GROUP - 1)))

static inline u64 vmcs_get(const struct vmcs *vmcs, enum vmcs_field field)
{
    return vmcs->slots[VMCS_SLOT(field)];
}

static inline void vmcs_set(struct vmcs *vmcs, enum vmcs_field field, u64 value)
{
    vmcs->slots[VMCS_SLOT(field)] = value;
}

/*
 * Is there a field with this encoding (any 64 bits)? Those of features that are not offered do not
 * exist.
 */
bool vmcs_field_exists(u64 encoding);

/* VMREAD and VMWRITE of a field that exists: with the "high" access type, and cut to its width. */
u64 vmcs_field_read(const struct vmcs *vmcs, u32 encoding);
void vmcs_field_write(struct vmcs *vmcs, u32 encoding, u64 value);
