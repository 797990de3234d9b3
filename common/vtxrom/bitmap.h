/* SVM's permission bitmaps. AMD APM Vol. 2, 15.10 "IOIO Intercepts", 15.11 "MSR Intercepts". */
#pragma once

#include "kit/types.h"

#define BITS_PER_BYTE 8

/* Intercept the 1-byte port `port`. */
static inline void iopm_intercept(u8 *iopm, u16 port)
{
    iopm[port / BITS_PER_BYTE] |= 1 << port % BITS_PER_BYTE;
}

/* Intercept reads and writes of an MSR of the three ranges that the bitmap covers. */
static inline void msrpm_intercept(u8 *msrpm, u32 index)
{
    const u32 range_mask = 0x1fff, range_bytes = 0x800, bits_per_msr = 2;
    u32 range = index >= 0xc0010000u ? 2 : index >= 0xc0000000u ? 1 : 0;
    u32 bit = (index & range_mask) * bits_per_msr;

    msrpm[range * range_bytes + bit / BITS_PER_BYTE] |= 3 << bit % BITS_PER_BYTE;
}
