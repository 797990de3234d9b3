/*
 * L1's physical memory as the ROM may touch it: everything but the ROM's own region, which to L1
 * and L2 is like an address where no memory is. Each address that comes from a guest passes through
 * here.
 */
#pragma once

#include "kit/types.h"

struct cpu_state;

/* The region that holds the ROM's code and data; set once at start. */
void memory_set_region(u64 base, u64 size);

/* Does [address, address + bytes) touch the region? */
bool memory_is_ours(u64 address, u64 bytes);

/* May the ROM read and write there for L1: inside the processor's width, outside the region? */
bool memory_accessible(const struct cpu_state *cpu, u64 address, u64 bytes);

/* Copies; what is not accessible reads as all ones and takes no write. */
void memory_read(const struct cpu_state *cpu, u64 address, void *to, u64 bytes);
void memory_write(const struct cpu_state *cpu, u64 address, const void *from, u64 bytes);

static inline u64 memory_read_u64(const struct cpu_state *cpu, u64 address)
{
    u64 value;

    memory_read(cpu, address, &value, sizeof(value));
    return value;
}

static inline u8 memory_read_u8(const struct cpu_state *cpu, u64 address)
{
    u8 value;

    memory_read(cpu, address, &value, sizeof(value));
    return value;
}
