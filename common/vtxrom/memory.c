/* The one door between the ROM and L1's physical memory. */
#include "vtxrom/memory.h"

#include "kit/string.h"
#include "vtxrom/cpu_state.h"

#define ABSENT_MEMORY 0xff

/* The ROM's page tables map this much onto itself (start.asm). */
#define MAPPED_LIMIT GIB(512)

static struct {
    u64 base, size;
} region;

void memory_set_region(u64 base, u64 size)
{
    region.base = base;
    region.size = size;
}

bool memory_is_ours(u64 address, u64 bytes)
{
    return address < region.base + region.size && region.base < address + bytes;
}

bool memory_accessible(const struct cpu_state *cpu, u64 address, u64 bytes)
{
    u64 limit = cpu->physical_limit < MAPPED_LIMIT ? cpu->physical_limit : MAPPED_LIMIT;

    return address < limit && bytes <= limit - address && !memory_is_ours(address, bytes);
}

void memory_read(const struct cpu_state *cpu, u64 address, void *to, u64 bytes)
{
    if (memory_accessible(cpu, address, bytes))
        memcpy(to, (const void *)address, bytes);
    else
        memset(to, ABSENT_MEMORY, bytes);
}

void memory_write(const struct cpu_state *cpu, u64 address, const void *from, u64 bytes)
{
    if (memory_accessible(cpu, address, bytes))
        memcpy((void *)address, from, bytes);
}
