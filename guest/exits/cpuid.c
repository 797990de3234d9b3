/* CPUID: the guest must not see VMX, must see that it is a guest, and RIP must move on. */
#include "check.h"

#include "cpu/cpuid.h"
#include "vmx/guest_abi.h"

static u32 letters(u32 index)
{
    const char *text = &GUEST_HYPERVISOR_SIGNATURE[index * sizeof(u32)];

    return (u8)text[0] | (u8)text[1] << 8 | (u8)text[2] << 16 | (u32)(u8)text[3] << 24;
}

/* CPUID with all ones in the upper halves beforehand; the answer has them clear. */
static u64 upper_halves(void)
{
    u64 rax = ~0ull << 32 | CPUID_LEAF_FEATURES, rbx = ~0ull, rcx = ~0ull << 32, rdx = ~0ull;

    __asm__ volatile("cpuid" : "+a"(rax), "+b"(rbx), "+c"(rcx), "+d"(rdx));
    return (rax | rbx | rcx | rdx) >> 32;
}

void check_cpuid(void)
{
    struct cpuid_result features = cpuid(CPUID_LEAF_FEATURES, 0);
    struct cpuid_result hypervisor = cpuid(CPUID_LEAF_HYPERVISOR, 0);

    check("CPUID.1:ECX.VMX", 0, features.ecx & CPUID_1_ECX_VMX);
    check("CPUID.1:ECX hypervisor bit", CPUID_1_ECX_HYPERVISOR,
          features.ecx & CPUID_1_ECX_HYPERVISOR);
    check("CPUID.40000000H:EAX", CPUID_LEAF_HYPERVISOR, hypervisor.eax);
    check("CPUID.40000000H:EBX", letters(0), hypervisor.ebx);
    check("CPUID.40000000H:ECX", letters(1), hypervisor.ecx);
    check("CPUID.40000000H:EDX", letters(2), hypervisor.edx);
    check("CPUID upper halves", 0, upper_halves());
    check("CPUID.80000001H:EDX long mode", BIT(29),
          cpuid(CPUID_LEAF_EXTENDED_FEATURES, 0).edx & BIT(29));
}
