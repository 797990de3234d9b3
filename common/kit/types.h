/* Fixed-width integer names used everywhere in the kit, and a few words every C file needs. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int8_t s8;
typedef int16_t s16;
typedef int32_t s32;
typedef int64_t s64;

#define BIT(n)             (1ull << (n))
#define ARRAY_SIZE(array)  (sizeof(array) / sizeof((array)[0]))
#define PACKED             __attribute__((packed))
#define ALIGNED(bytes)     __attribute__((aligned(bytes)))
#define NORETURN           __attribute__((noreturn))

#define KIB(n) ((u64)(n) << 10)
#define MIB(n) ((u64)(n) << 20)
#define GIB(n) ((u64)(n) << 30)

#define PAGE_SIZE KIB(4)
