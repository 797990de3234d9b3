/*
 * The MSR lists of entries and exits. SDM Vol. 3C, "Loading MSRs" (entries, exits), "Saving MSRs".
 */
#include "cpu/msr.h"
#include "vtxrom/memory.h"
#include "vtxrom/vm_entry.h"

struct msr_entry {
    u32 index;
    u32 reserved;
    u64 value;
};

#define X2APIC_FIRST    0x800u
#define X2APIC_LAST     0x8ffu
#define MSR_SMM_MONITOR 0x9bu

/*
 * FS and GS bases have fields of their own; x2APIC registers and the SMM monitor's are forbidden.
 */
static bool loadable(const struct msr_entry *entry)
{
    return !entry->reserved && entry->index != MSR_IA32_FS_BASE &&
           entry->index != MSR_IA32_GS_BASE && entry->index != MSR_SMM_MONITOR &&
           !(entry->index >= X2APIC_FIRST && entry->index <= X2APIC_LAST);
}

u32 msr_list_load(struct cpu_state *cpu, struct vmcb *vmcb, u64 address, u32 count)
{
    struct msr_entry entry;

    for (u32 i = 0; i < count; i++) {
        memory_read(cpu, address + i * sizeof(entry), &entry, sizeof(entry));
        if (!loadable(&entry) || !msr_write(vmcb, entry.index, entry.value))
            return i + 1;
    }
    return 0;
}

u32 msr_list_store(struct cpu_state *cpu, const struct vmcb *vmcb, u64 address, u32 count)
{
    struct msr_entry entry;

    for (u32 i = 0; i < count; i++) {
        memory_read(cpu, address + i * sizeof(entry), &entry, sizeof(entry));
        if (entry.reserved || !msr_read(vmcb, entry.index, &entry.value))
            return i + 1;
        memory_write(cpu, address + i * sizeof(entry), &entry, sizeof(entry));
    }
    return 0;
}
