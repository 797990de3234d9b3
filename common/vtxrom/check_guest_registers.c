/*
 * SDM Vol. 3C, "Checks on Guest Control Registers, Debug Registers, and MSRs", "Checks on Guest
 * RIP, RFLAGS, and SSP".
 */
#include "cpu/control_registers.h"
#include "cpu/msr.h"
#include "vmx/controls.h"
#include "vmx/guest_segments.h"
#include "vtxrom/capability.h"
#include "vtxrom/check.h"

#define DEBUGCTL_KNOWN      0x3ull /* LBR and BTF */
#define RFLAGS_RESERVED     0xffffffffffc08028ull
#define EVENT_VALID         BIT(31)
#define EVENT_TYPE_MASK     0x700ull
#define EVENT_TYPE_EXTERNAL 0
#define HIGH_HALF(value)    ((value) >> 32)

static bool entry_has(const struct cpu_state *cpu, u64 control)
{
    return field(cpu, VM_ENTRY_CONTROLS) & control;
}

static bool is_ia32e(const struct cpu_state *cpu)
{
    return entry_has(cpu, ENTRY_IA32E_MODE_GUEST);
}

/* An unrestricted guest may do without paging and protection. */
static bool cr0(const struct cpu_state *cpu)
{
    u64 fixed0 = CAPABILITY_CR0_FIXED0;

    if (secondary_controls(cpu) & SECONDARY_UNRESTRICTED_GUEST)
        fixed0 &= ~(CR0_PE | CR0_PG);
    return cr_valid(field(cpu, GUEST_CR0), fixed0, CAPABILITY_CR0_FIXED1);
}

static bool cr0_paging_needs_protection(const struct cpu_state *cpu)
{
    u64 value = field(cpu, GUEST_CR0);

    return !(value & CR0_PG) || value & CR0_PE;
}

static bool cr4(const struct cpu_state *cpu)
{
    return cr_valid(field(cpu, GUEST_CR4), CAPABILITY_CR4_FIXED0, capability_cr4_fixed1(cpu));
}

static bool debugctl(const struct cpu_state *cpu)
{
    return !entry_has(cpu, ENTRY_LOAD_DEBUG_CONTROLS) ||
           !(field(cpu, GUEST_IA32_DEBUGCTL) & ~DEBUGCTL_KNOWN);
}

static bool ia32e_paging(const struct cpu_state *cpu)
{
    return !is_ia32e(cpu) || (field(cpu, GUEST_CR0) & CR0_PG && field(cpu, GUEST_CR4) & CR4_PAE);
}

static bool pcide(const struct cpu_state *cpu)
{
    return is_ia32e(cpu) || !(field(cpu, GUEST_CR4) & CR4_PCIDE);
}

static bool cr3(const struct cpu_state *cpu)
{
    return field(cpu, GUEST_CR3) < cpu->physical_limit;
}

static bool dr7(const struct cpu_state *cpu)
{
    return !entry_has(cpu, ENTRY_LOAD_DEBUG_CONTROLS) || !HIGH_HALF(field(cpu, GUEST_DR7));
}

static bool sysenter_esp(const struct cpu_state *cpu)
{
    return linear_canonical(cpu, field(cpu, GUEST_IA32_SYSENTER_ESP));
}

static bool sysenter_eip(const struct cpu_state *cpu)
{
    return linear_canonical(cpu, field(cpu, GUEST_IA32_SYSENTER_EIP));
}

static bool pat(const struct cpu_state *cpu)
{
    return !entry_has(cpu, ENTRY_LOAD_IA32_PAT) || pat_valid(field(cpu, GUEST_IA32_PAT));
}

static bool efer_reserved(const struct cpu_state *cpu)
{
    return !entry_has(cpu, ENTRY_LOAD_IA32_EFER) || efer_bits_valid(field(cpu, GUEST_IA32_EFER));
}

static bool efer_lma(const struct cpu_state *cpu)
{
    return !entry_has(cpu, ENTRY_LOAD_IA32_EFER) ||
           !!(field(cpu, GUEST_IA32_EFER) & EFER_LMA) == is_ia32e(cpu);
}

static bool efer_lme(const struct cpu_state *cpu)
{
    u64 efer = field(cpu, GUEST_IA32_EFER);

    return !entry_has(cpu, ENTRY_LOAD_IA32_EFER) || !(field(cpu, GUEST_CR0) & CR0_PG) ||
           !!(efer & EFER_LMA) == !!(efer & EFER_LME);
}

static bool rip(const struct cpu_state *cpu)
{
    bool long_code = field(cpu, GUEST_CS_ACCESS_RIGHTS) & ACCESS_RIGHTS_LONG;
    u64 address = field(cpu, GUEST_RIP);

    return is_ia32e(cpu) && long_code ? linear_bits_identical(cpu, address) : !HIGH_HALF(address);
}

static bool rflags_reserved(const struct cpu_state *cpu)
{
    u64 flags = field(cpu, GUEST_RFLAGS);

    return !(flags & RFLAGS_RESERVED) && flags & RFLAGS_ALWAYS_1;
}

static bool rflags_vm(const struct cpu_state *cpu)
{
    bool forbidden = is_ia32e(cpu) || !(field(cpu, GUEST_CR0) & CR0_PE);

    return !forbidden || !(field(cpu, GUEST_RFLAGS) & RFLAGS_VM);
}

static bool rflags_if(const struct cpu_state *cpu)
{
    u64 info = field(cpu, VM_ENTRY_INTERRUPTION_INFORMATION);
    bool external = info & EVENT_VALID && (info & EVENT_TYPE_MASK) == EVENT_TYPE_EXTERNAL;

    return !external || field(cpu, GUEST_RFLAGS) & RFLAGS_IF;
}

static const struct entry_check checks[] = {
    { GUEST_CR0, "the bits that IA32_VMX_CR0_FIXED0 and FIXED1 fix", cr0 },
    { GUEST_CR0, "PE is 1 when PG is 1", cr0_paging_needs_protection },
    { GUEST_CR4, "the bits that IA32_VMX_CR4_FIXED0 and FIXED1 fix", cr4 },
    { GUEST_IA32_DEBUGCTL, "reserved bits are 0", debugctl },
    { VM_ENTRY_CONTROLS, "\"IA-32e mode guest\" needs CR0.PG and CR4.PAE", ia32e_paging },
    { GUEST_CR4, "PCIDE is 0 outside IA-32e mode", pcide },
    { GUEST_CR3, "within the physical width", cr3 },
    { GUEST_DR7, "bits 63:32 are 0", dr7 },
    { GUEST_IA32_SYSENTER_ESP, "canonical", sysenter_esp },
    { GUEST_IA32_SYSENTER_EIP, "canonical", sysenter_eip },
    { GUEST_IA32_PAT, "each byte a memory type", pat },
    { GUEST_IA32_EFER, "reserved bits are 0", efer_reserved },
    { GUEST_IA32_EFER, "LMA equals \"IA-32e mode guest\"", efer_lma },
    { GUEST_IA32_EFER, "LMA equals LME when CR0.PG is 1", efer_lme },
    { GUEST_RIP, "the bits above the linear-address width alike in 64-bit mode, else 32 bits",
      rip },
    { GUEST_RFLAGS, "reserved bits are 0, bit 1 is 1", rflags_reserved },
    { GUEST_RFLAGS, "VM is 0 in IA-32e mode and without CR0.PE", rflags_vm },
    { GUEST_RFLAGS, "IF is 1 to inject an external interrupt", rflags_if },
};

const struct entry_check *check_guest_registers(const struct cpu_state *cpu)
{
    return first_broken(cpu, checks, ARRAY_SIZE(checks));
}
