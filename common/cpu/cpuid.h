/* CPUID leaves and feature bits the kit uses. SDM Vol. 2A, "CPUID"; SVM leaves: AMD APM Vol. 3, Appendix E. */
#pragma once

#include "kit/types.h"

#define CPUID_LEAF_VENDOR            0x00000000u
#define CPUID_LEAF_FEATURES          0x00000001u
#define CPUID_LEAF_HYPERVISOR        0x40000000u
#define CPUID_LEAF_EXTENDED_MAX      0x80000000u
#define CPUID_LEAF_EXTENDED_FEATURES 0x80000001u
#define CPUID_LEAF_ADDRESS_SIZES     0x80000008u
#define CPUID_LEAF_SVM               0x8000000au

#define CPUID_PHYSICAL_BITS_MASK 0xffu /* of leaf 80000008H, EAX */

#define CPUID_1_ECX_MONITOR    BIT(3)
#define CPUID_1_ECX_VMX        BIT(5)
#define CPUID_1_ECX_X2APIC     BIT(21)
#define CPUID_1_ECX_XSAVE      BIT(26)
#define CPUID_1_ECX_OSXSAVE    BIT(27)
#define CPUID_1_ECX_HYPERVISOR BIT(31)
#define CPUID_80000001_ECX_SVM BIT(2)
#define CPUID_8000000A_EDX_NPT BIT(0)

struct cpuid_result {
    u32 eax, ebx, ecx, edx;
};

/*
 * Execute CPUID with EAX = `leaf`, ECX = `subleaf`.
 */
static inline struct cpuid_result cpuid(u32 leaf, u32 subleaf)
{
    struct cpuid_result r;
    __asm__ volatile("cpuid"
                     : "=a"(r.eax), "=b"(r.ebx), "=c"(r.ecx), "=d"(r.edx)
                     : "a"(leaf), "c"(subleaf));
    return r;
}
