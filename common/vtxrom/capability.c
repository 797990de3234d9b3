/* What is offered here works; what the processor below cannot express is left out (README.md). */
#include "vtxrom/capability.h"

#include "cpu/control_registers.h"
#include "cpu/cpuid.h"
#include "cpu/msr.h"
#include "vmx/controls.h"

/* Default1 bits. SDM Vol. 3D, A.2, "Reserved Controls and Default Settings". */
#define PIN_DEFAULT1     0x16u
#define PRIMARY_DEFAULT1 0x0401e172u
#define EXIT_DEFAULT1    0x00036dffu
#define ENTRY_DEFAULT1   0x000011ffu

/* Of these, what the TRUE_ MSRs let be 0: CR3 exiting; debug controls at exit and entry. */
#define PRIMARY_TRUE_FREE (PRIMARY_CR3_LOAD_EXITING | PRIMARY_CR3_STORE_EXITING)
#define EXIT_TRUE_FREE    EXIT_SAVE_DEBUG_CONTROLS
#define ENTRY_TRUE_FREE   ENTRY_LOAD_DEBUG_CONTROLS

#define PIN_OFFERED (PIN_EXTERNAL_INTERRUPT_EXITING | PIN_NMI_EXITING)
#define PRIMARY_OFFERED                                                                    \
    (PRIMARY_INTERRUPT_WINDOW_EXITING | PRIMARY_USE_TSC_OFFSETTING | PRIMARY_HLT_EXITING | \
     PRIMARY_INVLPG_EXITING | PRIMARY_MWAIT_EXITING | PRIMARY_RDPMC_EXITING |              \
     PRIMARY_RDTSC_EXITING | PRIMARY_CR3_LOAD_EXITING | PRIMARY_CR3_STORE_EXITING |        \
     PRIMARY_CR8_LOAD_EXITING | PRIMARY_CR8_STORE_EXITING | PRIMARY_MOV_DR_EXITING |       \
     PRIMARY_UNCONDITIONAL_IO_EXITING | PRIMARY_USE_IO_BITMAPS | PRIMARY_USE_MSR_BITMAPS | \
     PRIMARY_MONITOR_EXITING | PRIMARY_PAUSE_EXITING | PRIMARY_ACTIVATE_SECONDARY_CONTROLS)
#define SECONDARY_OFFERED_WITHOUT_EPT \
    (SECONDARY_ENABLE_RDTSCP | SECONDARY_ENABLE_VPID | SECONDARY_WBINVD_EXITING)
#define SECONDARY_OFFERED_WITH_EPT (SECONDARY_ENABLE_EPT | SECONDARY_UNRESTRICTED_GUEST)
#define EXIT_OFFERED                                                                \
    (EXIT_SAVE_DEBUG_CONTROLS | EXIT_HOST_ADDRESS_SPACE_SIZE |                      \
     EXIT_ACKNOWLEDGE_INTERRUPT_ON_EXIT | EXIT_SAVE_IA32_PAT | EXIT_LOAD_IA32_PAT | \
     EXIT_SAVE_IA32_EFER | EXIT_LOAD_IA32_EFER)
#define ENTRY_OFFERED                                                           \
    (ENTRY_LOAD_DEBUG_CONTROLS | ENTRY_IA32E_MODE_GUEST | ENTRY_LOAD_IA32_PAT | \
     ENTRY_LOAD_IA32_EFER)

/* IA32_VMX_MISC: EFER.LMA goes to "IA-32e mode guest" at exits; four CR3 targets. */
#define MISC_STORES_LMA  BIT(5)
#define MISC_CR3_TARGETS (4ull << 16)

/*
 * Highest index of any field (bits 9:1): that of GUEST_IA32_SYSENTER_EIP's group and of the 64-bit
 * controls.
 */
#define VMCS_ENUM_HIGHEST_INDEX 23

#define WRITE_BACK 6ull

static u64 controls(u32 must_be_one, u32 offered)
{
    return must_be_one | (u64)(must_be_one | offered) << 32;
}

static u64 true_or_default(const struct cpu_state *cpu, u32 msr, u32 default1, u32 free,
                           u32 offered)
{
    bool is_true = msr >= MSR_IA32_VMX_TRUE_PINBASED_CTLS && cpu->settings.true_controls;

    return controls(is_true ? default1 & ~free : default1, offered);
}

static u64 ept_capabilities(const struct cpu_state *cpu)
{
    /*
     * INVVPID: individual address, single context, all contexts, single context retaining globals.
     */
    const u64 vpid = EPT_CAP_INVVPID | 0xfull << 40;
    const u64 ept = EPT_CAP_PAGE_WALK_4 | EPT_CAP_MEMORY_TYPE_UC | EPT_CAP_MEMORY_TYPE_WB |
                    EPT_CAP_PAGES_2_MIB | EPT_CAP_PAGES_1_GIB | EPT_CAP_INVEPT |
                    EPT_CAP_INVEPT_SINGLE_CONTEXT | EPT_CAP_INVEPT_ALL_CONTEXT;

    return cpu->settings.ept ? vpid | ept : vpid;
}

static u64 basic(const struct cpu_state *cpu)
{
    return cpu->settings.revision | PAGE_SIZE << VMX_BASIC_REGION_SIZE_SHIFT |
           WRITE_BACK << VMX_BASIC_MEMORY_TYPE_SHIFT | VMX_BASIC_INS_OUTS_INFORMATION |
           (cpu->settings.true_controls ? VMX_BASIC_TRUE_CONTROLS : 0);
}

u64 capability_cr4_fixed1(const struct cpu_state *cpu)
{
    return cpu->cr4_allowed | CR4_VMXE;
}

bool capability_read(const struct cpu_state *cpu, u32 index, u64 *value)
{
    bool is_true = index >= MSR_IA32_VMX_TRUE_PINBASED_CTLS;

    if (is_true && !cpu->settings.true_controls)
        return false;
    switch (index) {
    case MSR_IA32_VMX_BASIC:
        *value = basic(cpu);
        return true;
    case MSR_IA32_VMX_PINBASED_CTLS:
    case MSR_IA32_VMX_TRUE_PINBASED_CTLS:
        *value = true_or_default(cpu, index, PIN_DEFAULT1, 0, PIN_OFFERED);
        return true;
    case MSR_IA32_VMX_PROCBASED_CTLS:
    case MSR_IA32_VMX_TRUE_PROCBASED_CTLS:
        *value = true_or_default(cpu, index, PRIMARY_DEFAULT1, PRIMARY_TRUE_FREE, PRIMARY_OFFERED);
        return true;
    case MSR_IA32_VMX_EXIT_CTLS:
    case MSR_IA32_VMX_TRUE_EXIT_CTLS:
        *value = true_or_default(cpu, index, EXIT_DEFAULT1, EXIT_TRUE_FREE, EXIT_OFFERED);
        return true;
    case MSR_IA32_VMX_ENTRY_CTLS:
    case MSR_IA32_VMX_TRUE_ENTRY_CTLS:
        *value = true_or_default(cpu, index, ENTRY_DEFAULT1, ENTRY_TRUE_FREE, ENTRY_OFFERED);
        return true;
    case MSR_IA32_VMX_MISC:
        *value = MISC_STORES_LMA | MISC_CR3_TARGETS;
        return true;
    case MSR_IA32_VMX_CR0_FIXED0:
        *value = CAPABILITY_CR0_FIXED0;
        return true;
    case MSR_IA32_VMX_CR0_FIXED1:
        *value = CAPABILITY_CR0_FIXED1;
        return true;
    case MSR_IA32_VMX_CR4_FIXED0:
        *value = CAPABILITY_CR4_FIXED0;
        return true;
    case MSR_IA32_VMX_CR4_FIXED1:
        *value = capability_cr4_fixed1(cpu);
        return true;
    case MSR_IA32_VMX_VMCS_ENUM:
        *value = VMCS_ENUM_HIGHEST_INDEX << VMCS_ENCODING_INDEX_SHIFT;
        return true;
    case MSR_IA32_VMX_PROCBASED_CTLS2:
        *value = controls(0, SECONDARY_OFFERED_WITHOUT_EPT |
                                 (cpu->settings.ept ? SECONDARY_OFFERED_WITH_EPT : 0));
        return true;
    case MSR_IA32_VMX_EPT_VPID_CAP:
        *value = ept_capabilities(cpu);
        return true;
    default:
        return false;
    }
}

u64 capability_of_controls(const struct cpu_state *cpu, u32 true_msr)
{
    const u32 distance = MSR_IA32_VMX_TRUE_PINBASED_CTLS - MSR_IA32_VMX_PINBASED_CTLS;
    u64 value = 0;

    if (!capability_read(cpu, true_msr, &value))
        capability_read(cpu, true_msr - distance, &value);
    return value;
}
