/* RDMSR and WRMSR: what is written is read back, through the guest-state area. */
#include "check.h"

#include "cpu/msr.h"

#define ADDRESS_PATTERN 0x0000123456789abcull

static void check_round_trip(const char *name, u32 msr, u64 value)
{
    wrmsr(msr, value);
    check(name, value, rdmsr(msr));
    wrmsr(msr, 0);
}

/* RDMSR with all ones in RAX and RDX beforehand; it clears the upper halves. */
static u64 upper_halves(void)
{
    u64 rax = ~0ull, rdx = ~0ull;

    __asm__ volatile("rdmsr" : "+a"(rax), "+d"(rdx) : "c"(MSR_IA32_SYSENTER_EIP));
    return (rax | rdx) >> 32;
}

/* The base that WRMSR has set is the one that the next memory access uses. */
static u64 read_through_gs(void)
{
    static const u64 word = ADDRESS_PATTERN;
    u64 value;

    wrmsr(MSR_IA32_GS_BASE, (u64)&word);
    __asm__ volatile("mov %%gs:0, %0" : "=r"(value));
    wrmsr(MSR_IA32_GS_BASE, 0);
    return value;
}

void check_msr(void)
{
    u64 efer = rdmsr(MSR_IA32_EFER);

    check_round_trip("WRMSR, RDMSR IA32_SYSENTER_CS", MSR_IA32_SYSENTER_CS, 0x10);
    check_round_trip("WRMSR, RDMSR IA32_SYSENTER_ESP", MSR_IA32_SYSENTER_ESP, ADDRESS_PATTERN);
    check_round_trip("WRMSR, RDMSR IA32_SYSENTER_EIP", MSR_IA32_SYSENTER_EIP, ADDRESS_PATTERN);
    check("RDMSR upper halves", 0, upper_halves());
    check("GS base set by WRMSR", ADDRESS_PATTERN, read_through_gs());
    check("IA32_EFER", EFER_LME | EFER_LMA, efer);
    wrmsr(MSR_IA32_EFER, (efer | EFER_SCE) & ~EFER_LMA);
    check("WRMSR IA32_EFER sets SCE, leaves LMA", efer | EFER_SCE, rdmsr(MSR_IA32_EFER));
    wrmsr(MSR_IA32_EFER, efer);
}
