/* Between decode.c and decode_modrm.c: the place in the instruction. */
#pragma once

#include "vtxrom/decode.h"

struct cursor {
    struct instruction *in;
    bool overrun; /* the instruction has more bytes than could be fetched */
};

static inline u8 cursor_byte(struct cursor *at)
{
    if (at->in->length >= at->in->fetched) {
        at->overrun = true;
        return 0;
    }
    return at->in->bytes[at->in->length++];
}

/* `bytes` (1, 2 or 4) of little-endian displacement, sign-extended. */
static inline s64 cursor_signed(struct cursor *at, u32 bytes)
{
    u32 value = 0;

    for (u32 i = 0; i < bytes; i++)
        value |= (u32)cursor_byte(at) << (i * 8);
    return bytes == 1 ? (s8)value : bytes == 2 ? (s16)value : (s32)value;
}

/* ModRM, SIB and displacement, into the instruction's operand. */
void decode_modrm(const struct cpu_state *cpu, struct cursor *at);
