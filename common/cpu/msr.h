/* Model-specific registers by their SDM (Vol. 4) and AMD APM names, and the bits the kit uses. */
#pragma once

#include "kit/types.h"

enum msr {
    MSR_IA32_TIME_STAMP_COUNTER = 0x10,
    MSR_IA32_APIC_BASE = 0x1b,
    MSR_IA32_FEATURE_CONTROL = 0x3a,
    MSR_IA32_SYSENTER_CS = 0x174,
    MSR_IA32_SYSENTER_ESP = 0x175,
    MSR_IA32_SYSENTER_EIP = 0x176,
    MSR_IA32_DEBUGCTL = 0x1d9,
    MSR_IA32_PAT = 0x277,
    MSR_IA32_VMX_BASIC = 0x480,
    MSR_IA32_VMX_PINBASED_CTLS = 0x481,
    MSR_IA32_VMX_PROCBASED_CTLS = 0x482,
    MSR_IA32_VMX_EXIT_CTLS = 0x483,
    MSR_IA32_VMX_ENTRY_CTLS = 0x484,
    MSR_IA32_VMX_MISC = 0x485,
    MSR_IA32_VMX_CR0_FIXED0 = 0x486,
    MSR_IA32_VMX_CR0_FIXED1 = 0x487,
    MSR_IA32_VMX_CR4_FIXED0 = 0x488,
    MSR_IA32_VMX_CR4_FIXED1 = 0x489,
    MSR_IA32_VMX_VMCS_ENUM = 0x48a,
    MSR_IA32_VMX_PROCBASED_CTLS2 = 0x48b,
    MSR_IA32_VMX_EPT_VPID_CAP = 0x48c,
    MSR_IA32_VMX_TRUE_PINBASED_CTLS = 0x48d,
    MSR_IA32_VMX_TRUE_PROCBASED_CTLS = 0x48e,
    MSR_IA32_VMX_TRUE_EXIT_CTLS = 0x48f,
    MSR_IA32_VMX_TRUE_ENTRY_CTLS = 0x490,
    MSR_IA32_VMX_VMFUNC = 0x491,
    MSR_IA32_EFER = 0xc0000080,
    MSR_IA32_STAR = 0xc0000081,
    MSR_IA32_LSTAR = 0xc0000082,
    MSR_IA32_CSTAR = 0xc0000083,
    MSR_IA32_FMASK = 0xc0000084,
    MSR_IA32_FS_BASE = 0xc0000100,
    MSR_IA32_GS_BASE = 0xc0000101,
    MSR_IA32_KERNEL_GS_BASE = 0xc0000102,
    MSR_IA32_TSC_AUX = 0xc0000103,
};

/* IA32_FEATURE_CONTROL. SDM Vol. 3C, "Enabling and Entering VMX Operation". */
#define FEATURE_CONTROL_LOCK                   BIT(0)
#define FEATURE_CONTROL_ENABLE_VMX_INSIDE_SMX  BIT(1)
#define FEATURE_CONTROL_ENABLE_VMX_OUTSIDE_SMX BIT(2)

/* IA32_VMX_BASIC. SDM Vol. 3D, A.1, "Basic VMX Information". */
#define VMX_BASIC_REVISION_MASK         0x7fffffffull
#define VMX_BASIC_REGION_SIZE_SHIFT     32
#define VMX_BASIC_REGION_SIZE_MASK      0x1fffull
#define VMX_BASIC_32_BIT_ADDRESSES      BIT(48)
#define VMX_BASIC_DUAL_MONITOR          BIT(49)
#define VMX_BASIC_MEMORY_TYPE_SHIFT     50
#define VMX_BASIC_MEMORY_TYPE_MASK      0xfull
#define VMX_BASIC_INS_OUTS_INFORMATION  BIT(54)
#define VMX_BASIC_TRUE_CONTROLS         BIT(55)
#define VMX_BASIC_NO_ERROR_CODE_CHECK   BIT(56)

/* IA32_VMX_EPT_VPID_CAP. SDM Vol. 3D, A.10, "VPID and EPT Capabilities". */
#define EPT_CAP_EXECUTE_ONLY          BIT(0)
#define EPT_CAP_PAGE_WALK_4           BIT(6)
#define EPT_CAP_MEMORY_TYPE_UC        BIT(8)
#define EPT_CAP_MEMORY_TYPE_WB        BIT(14)
#define EPT_CAP_PAGES_2_MIB           BIT(16)
#define EPT_CAP_PAGES_1_GIB           BIT(17)
#define EPT_CAP_INVEPT                BIT(20)
#define EPT_CAP_ACCESSED_DIRTY        BIT(21)
#define EPT_CAP_INVEPT_SINGLE_CONTEXT BIT(25)
#define EPT_CAP_INVEPT_ALL_CONTEXT    BIT(26)
#define EPT_CAP_INVVPID               BIT(32)

/* IA32_EFER. SDM Vol. 3A, "Extended Feature Enable Register"; SVME: AMD APM Vol. 2, 3.1.7. */
#define EFER_SCE  BIT(0)
#define EFER_LME  BIT(8)
#define EFER_LMA  BIT(10)
#define EFER_NXE  BIT(11)
#define EFER_SVME BIT(12)

/*
 * Read the MSR `index`. #GP when the processor has no such register.
 */
static inline u64 rdmsr(u32 index)
{
    u32 low, high;
    __asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(index));
    return low | (u64)high << 32;
}

/*
 * Write `value` to the MSR `index`. #GP when there is no such register or a reserved bit is set.
 */
static inline void wrmsr(u32 index, u64 value)
{
    __asm__ volatile("wrmsr" : : "c"(index), "a"((u32)value), "d"((u32)(value >> 32)) : "memory");
}
