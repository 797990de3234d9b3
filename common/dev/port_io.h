/* IN and OUT as functions. SDM Vol. 1, "Input/Output". */
#pragma once

#include "kit/types.h"

#define PORT_ACCESSORS(suffix, type)                                           \
    static inline void out##suffix(u16 port, type value)                       \
    {                                                                          \
        __asm__ volatile("out" #suffix " %0, %1" : : "a"(value), "Nd"(port)); \
    }                                                                          \
    static inline type in##suffix(u16 port)                                    \
    {                                                                          \
        type value;                                                            \
        __asm__ volatile("in" #suffix " %1, %0" : "=a"(value) : "Nd"(port));  \
        return value;                                                          \
    }

PORT_ACCESSORS(b, u8)
PORT_ACCESSORS(w, u16)
PORT_ACCESSORS(l, u32)
