/*
 * VMX instructions for code that must not trust the student's: the grader's probes, and the trial of a machine.
 */
#pragma once

#include "cpu/control_registers.h"
#include "kit/panic.h"
#include "mem/page.h"
#include "vmx/instructions.h"

/* One operand in memory. */
#define BY_HAND_POINTER(name)                                                                   \
    static inline enum vmx_result by_hand_##name(u64 pointer)                                   \
    {                                                                                           \
        bool carry, zero;                                                                       \
        __asm__ volatile(#name " %[pointer]"                                                    \
                         : "=@ccc"(carry), "=@ccz"(zero)                                        \
                         : [pointer] "m"(pointer)                                               \
                         : "memory");                                                           \
        return vmx_result_from_flags(carry, zero);                                              \
    }

BY_HAND_POINTER(vmxon)
BY_HAND_POINTER(vmclear)
BY_HAND_POINTER(vmptrld)

static inline void by_hand_vmxoff(void)
{
    __asm__ volatile("vmxoff" : : : "memory", "cc");
}

static inline u64 by_hand_vmread(u64 field)
{
    u64 value = 0;

    __asm__ volatile("vmread %[field], %[value]" : [value] "+r"(value) : [field] "r"(field) : "cc");
    return value;
}

static inline void by_hand_vmwrite(u64 field, u64 value)
{
    __asm__ volatile("vmwrite %[value], %[field]"
                     :
                     : [field] "r"(field), [value] "r"(value)
                     : "memory", "cc");
}

/* A region with a revision of one's choice. */
static inline u64 by_hand_region(u32 revision)
{
    u64 region = page_alloc();

    if (!region)
        panic("no page for a region");
    *(u32 *)physical_to_pointer(region) = revision;
    return region;
}

static inline void by_hand_set_vmxe(void)
{
    write_cr4(read_cr4() | CR4_VMXE);
}

/* A current VMCS, made from nothing. */
static inline u64 by_hand_current_vmcs(u32 revision)
{
    u64 vmcs = by_hand_region(revision);

    if (by_hand_vmclear(vmcs) != VMX_SUCCEED || by_hand_vmptrld(vmcs) != VMX_SUCCEED)
        panic("the probe's own VMCS is refused");
    return vmcs;
}
