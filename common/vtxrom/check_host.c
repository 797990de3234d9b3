/*
 * SDM Vol. 3C, "Checks on Host Control Registers, MSRs, and SSP", "Checks on Host Segment and
 * Descriptor-Table Registers", "Checks Related to Address-Space Size". A broken rule is
 * VM-instruction error 8.
 */
#include "cpu/control_registers.h"
#include "cpu/msr.h"
#include "vmx/controls.h"
#include "vtxrom/capability.h"
#include "vtxrom/check.h"

#define SELECTOR_TI_RPL 7ull

static bool exit_has(const struct cpu_state *cpu, u64 control)
{
    return field(cpu, VM_EXIT_CONTROLS) & control;
}

static bool host_is_64_bit(const struct cpu_state *cpu)
{
    return exit_has(cpu, EXIT_HOST_ADDRESS_SPACE_SIZE);
}

static bool cr0(const struct cpu_state *cpu)
{
    return cr_valid(field(cpu, HOST_CR0), CAPABILITY_CR0_FIXED0, CAPABILITY_CR0_FIXED1);
}

static bool cr4(const struct cpu_state *cpu)
{
    return cr_valid(field(cpu, HOST_CR4), CAPABILITY_CR4_FIXED0, capability_cr4_fixed1(cpu));
}

static bool cr3(const struct cpu_state *cpu)
{
    return field(cpu, HOST_CR3) < cpu->physical_limit;
}

static bool sysenter_esp(const struct cpu_state *cpu)
{
    return linear_canonical(cpu, field(cpu, HOST_IA32_SYSENTER_ESP));
}

static bool sysenter_eip(const struct cpu_state *cpu)
{
    return linear_canonical(cpu, field(cpu, HOST_IA32_SYSENTER_EIP));
}

static bool pat(const struct cpu_state *cpu)
{
    return !exit_has(cpu, EXIT_LOAD_IA32_PAT) || pat_valid(field(cpu, HOST_IA32_PAT));
}

static bool efer_reserved(const struct cpu_state *cpu)
{
    return !exit_has(cpu, EXIT_LOAD_IA32_EFER) || efer_bits_valid(field(cpu, HOST_IA32_EFER));
}

static bool efer_agrees(const struct cpu_state *cpu)
{
    u64 wanted = host_is_64_bit(cpu) ? EFER_LMA | EFER_LME : 0;

    return !exit_has(cpu, EXIT_LOAD_IA32_EFER) ||
           (field(cpu, HOST_IA32_EFER) & (EFER_LMA | EFER_LME)) == wanted;
}

#define SELECTOR_CHECK(name, selector)                    \
    static bool name(const struct cpu_state *cpu)         \
    {                                                     \
        return !(field(cpu, selector) & SELECTOR_TI_RPL); \
    }

SELECTOR_CHECK(es, HOST_ES_SELECTOR)
SELECTOR_CHECK(cs, HOST_CS_SELECTOR)
SELECTOR_CHECK(ss, HOST_SS_SELECTOR)
SELECTOR_CHECK(ds, HOST_DS_SELECTOR)
SELECTOR_CHECK(fs, HOST_FS_SELECTOR)
SELECTOR_CHECK(gs, HOST_GS_SELECTOR)
SELECTOR_CHECK(tr, HOST_TR_SELECTOR)

static bool cs_not_null(const struct cpu_state *cpu)
{
    return field(cpu, HOST_CS_SELECTOR);
}

static bool tr_not_null(const struct cpu_state *cpu)
{
    return field(cpu, HOST_TR_SELECTOR);
}

static bool ss_not_null(const struct cpu_state *cpu)
{
    return host_is_64_bit(cpu) || field(cpu, HOST_SS_SELECTOR);
}

#define CANONICAL_CHECK(name, address)                     \
    static bool name(const struct cpu_state *cpu)          \
    {                                                      \
        return linear_canonical(cpu, field(cpu, address)); \
    }

CANONICAL_CHECK(fs_base, HOST_FS_BASE)
CANONICAL_CHECK(gs_base, HOST_GS_BASE)
CANONICAL_CHECK(gdtr_base, HOST_GDTR_BASE)
CANONICAL_CHECK(idtr_base, HOST_IDTR_BASE)
CANONICAL_CHECK(tr_base, HOST_TR_BASE)

static bool address_space(const struct cpu_state *cpu)
{
    return host_is_64_bit(cpu) == !!(cpu->l1.efer & EFER_LMA);
}

static bool guest_not_wider(const struct cpu_state *cpu)
{
    return host_is_64_bit(cpu) || !(field(cpu, VM_ENTRY_CONTROLS) & ENTRY_IA32E_MODE_GUEST);
}

static bool cr4_pae(const struct cpu_state *cpu)
{
    return !host_is_64_bit(cpu) || field(cpu, HOST_CR4) & CR4_PAE;
}

static bool cr4_pcide(const struct cpu_state *cpu)
{
    return host_is_64_bit(cpu) || !(field(cpu, HOST_CR4) & CR4_PCIDE);
}

static bool rip(const struct cpu_state *cpu)
{
    u64 address = field(cpu, HOST_RIP);

    return host_is_64_bit(cpu) ? rip_canonical(address, field(cpu, HOST_CR4))
                               : address == (u32)address;
}

static const struct entry_check checks[] = {
    { HOST_CR0, "the bits that IA32_VMX_CR0_FIXED0 and FIXED1 fix", cr0 },
    { HOST_CR4, "the bits that IA32_VMX_CR4_FIXED0 and FIXED1 fix", cr4 },
    { HOST_CR3, "within the physical width", cr3 },
    { HOST_IA32_SYSENTER_ESP, "canonical", sysenter_esp },
    { HOST_IA32_SYSENTER_EIP, "canonical", sysenter_eip },
    { HOST_IA32_PAT, "each byte a memory type", pat },
    { HOST_IA32_EFER, "reserved bits are 0", efer_reserved },
    { HOST_IA32_EFER, "LMA and LME equal \"host address-space size\"", efer_agrees },
    { HOST_ES_SELECTOR, "RPL and TI are 0", es },
    { HOST_CS_SELECTOR, "RPL and TI are 0", cs },
    { HOST_SS_SELECTOR, "RPL and TI are 0", ss },
    { HOST_DS_SELECTOR, "RPL and TI are 0", ds },
    { HOST_FS_SELECTOR, "RPL and TI are 0", fs },
    { HOST_GS_SELECTOR, "RPL and TI are 0", gs },
    { HOST_TR_SELECTOR, "RPL and TI are 0", tr },
    { HOST_CS_SELECTOR, "not 0", cs_not_null },
    { HOST_TR_SELECTOR, "not 0", tr_not_null },
    { HOST_SS_SELECTOR, "not 0 when \"host address-space size\" is 0", ss_not_null },
    { HOST_FS_BASE, "canonical", fs_base },
    { HOST_GS_BASE, "canonical", gs_base },
    { HOST_GDTR_BASE, "canonical", gdtr_base },
    { HOST_IDTR_BASE, "canonical", idtr_base },
    { HOST_TR_BASE, "canonical", tr_base },
    { VM_EXIT_CONTROLS, "\"host address-space size\" equals IA32_EFER.LMA", address_space },
    { VM_ENTRY_CONTROLS, "no \"IA-32e mode guest\" under a 32-bit host", guest_not_wider },
    { HOST_CR4, "PAE is 1 when \"host address-space size\" is 1", cr4_pae },
    { HOST_CR4, "PCIDE is 0 when \"host address-space size\" is 0", cr4_pcide },
    { HOST_RIP, "canonical, or 32 bits when \"host address-space size\" is 0", rip },
};

const struct entry_check *check_host_state(const struct cpu_state *cpu)
{
    return first_broken(cpu, checks, ARRAY_SIZE(checks));
}
