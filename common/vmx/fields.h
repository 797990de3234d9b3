/*
 * VMCS fields by their SDM names, and what an encoding says about a field.
 * SDM Vol. 3C, "VMCS Fields" (Table "Structure of VMCS Component Encoding").
 */
#pragma once

#include "kit/types.h"

enum vmcs_field {
#define VMCS_FIELD(name, encoding) name = encoding,
#include "vmx/fields.def"
#undef VMCS_FIELD
};

enum vmcs_field_width {
    VMCS_WIDTH_16,
    VMCS_WIDTH_64,
    VMCS_WIDTH_32,
    VMCS_WIDTH_NATURAL,
};

enum vmcs_field_type {
    VMCS_TYPE_CONTROL,
    VMCS_TYPE_READ_ONLY,
    VMCS_TYPE_GUEST,
    VMCS_TYPE_HOST,
};

/* Bits of an encoding: 0 access type (1: high half of a 64-bit field), 9:1 index, 11:10 type, 14:13 width. */
#define VMCS_ENCODING_HIGH        BIT(0)
#define VMCS_ENCODING_INDEX_SHIFT 1
#define VMCS_ENCODING_INDEX_MASK  0x1ffu
#define VMCS_ENCODING_TYPE_SHIFT  10
#define VMCS_ENCODING_WIDTH_SHIFT 13
#define VMCS_ENCODING_TWO_BITS    3u
#define VMCS_ENCODING_RESERVED    (~0x6fffu)

static inline enum vmcs_field_width vmcs_field_width(u32 encoding)
{
    return encoding >> VMCS_ENCODING_WIDTH_SHIFT & VMCS_ENCODING_TWO_BITS;
}

static inline enum vmcs_field_type vmcs_field_type(u32 encoding)
{
    return encoding >> VMCS_ENCODING_TYPE_SHIFT & VMCS_ENCODING_TWO_BITS;
}

static inline u32 vmcs_field_index(u32 encoding)
{
    return encoding >> VMCS_ENCODING_INDEX_SHIFT & VMCS_ENCODING_INDEX_MASK;
}
