/* Probes of lab 3: the VMCS. */
#include "cpu/descriptors.h"
#include "cpu/msr.h"
#include "probe.h"
#include "vmx/controls.h"
#include "vmx/guest_segments.h"
#include "vmx/vmcs.h"
#include "vmx/by_hand.h"

#define UNKNOWN_FIELD 0x7ffe
/* IA32_VMX_MISC bit 29: VMWRITE may write any field, read-only ones too. SDM Vol. 3D, A.6, "Miscellaneous Data". */
#define MISC_VMWRITE_ANY_FIELD BIT(29)
#define PATTERN       0x123456789abcdef0ull

static u64 vmptrst(void)
{
    u64 pointer = 0;

    __asm__ volatile("vmptrst %0" : "=m"(pointer) : : "cc");
    return pointer;
}

static u32 revision(const struct machine *machine)
{
    return machine->cpu.vmx.revision;
}

PROBE(pointer_good, "lab3.4", "VMCLEAR, VMPTRLD of a good region", 2, "")
{
    u64 vmcs = by_hand_region(revision(machine));

    expect("vmclear()", VMX_SUCCEED, vmclear(vmcs));
    expect("vmptrld()", VMX_SUCCEED, vmptrld(vmcs));
    expect("current VMCS (VMPTRST)", vmcs, vmptrst());
}

PROBE(pointer_bad, "lab3.4", "misaligned, the VMXON region, a wrong revision", 2, "")
{
    u64 vmcs = by_hand_region(revision(machine));

    expect("vmclear() misaligned, no current VMCS", VMX_FAIL_INVALID, vmclear(vmcs + 8));
    expect("vmptrld() misaligned, no current VMCS", VMX_FAIL_INVALID, vmptrld(vmcs + 8));
    by_hand_current_vmcs(revision(machine));
    expect("vmclear() of the VMXON region", VMX_FAIL_VALID, vmclear(machine->cpu.vmxon_region));
    expect("VM-instruction error", VM_ERROR_VMCLEAR_VMXON_POINTER, by_hand_vmread(VM_INSTRUCTION_ERROR));
    expect("vmptrld() of a wrong revision", VMX_FAIL_VALID,
           vmptrld(by_hand_region(revision(machine) ^ 1)));
    expect("VM-instruction error", VM_ERROR_VMPTRLD_WRONG_REVISION,
           by_hand_vmread(VM_INSTRUCTION_ERROR));
}

PROBE(field_none, "lab3.7", "without a current VMCS", 2, "")
{
    u64 value = PATTERN;

    expect("vmread()", VMX_FAIL_INVALID, vmread(GUEST_RIP, &value));
    expect("*value is left alone", PATTERN, value);
    expect("vmwrite()", VMX_FAIL_INVALID, vmwrite(GUEST_RIP, 0));
}

PROBE(field_good, "lab3.7", "reading and writing", 2, "")
{
    u64 value = 0;

    by_hand_current_vmcs(revision(machine));
    expect("vmwrite()", VMX_SUCCEED, vmwrite(GUEST_RIP, PATTERN));
    expect("the field", PATTERN, by_hand_vmread(GUEST_RIP));
    by_hand_vmwrite(GUEST_RSP, ~PATTERN);
    expect("vmread()", VMX_SUCCEED, vmread(GUEST_RSP, &value));
    expect("its value", ~PATTERN, value);
}

PROBE(field_bad, "lab3.7", "read-only and unknown fields", 2, "")
{
    u64 value = PATTERN;

    by_hand_current_vmcs(revision(machine));
    if (rdmsr(MSR_IA32_VMX_MISC) & MISC_VMWRITE_ANY_FIELD) {
        expect("vmwrite() of EXIT_REASON", VMX_SUCCEED, vmwrite(EXIT_REASON, 0));
    } else {
        expect("vmwrite() of EXIT_REASON", VMX_FAIL_VALID, vmwrite(EXIT_REASON, 0));
        expect("VM-instruction error", VM_ERROR_READ_ONLY_FIELD,
               by_hand_vmread(VM_INSTRUCTION_ERROR));
    }
    expect("vmread() of an unknown field", VMX_FAIL_VALID,
           vmread((enum vmcs_field)UNKNOWN_FIELD, &value));
    expect("VM-instruction error", VM_ERROR_UNSUPPORTED_FIELD, by_hand_vmread(VM_INSTRUCTION_ERROR));
    expect("*value is left alone", PATTERN, value);
    expect("vmwrite() of an unknown field", VMX_FAIL_VALID,
           vmwrite((enum vmcs_field)UNKNOWN_FIELD, 0));
}

PROBE(adjust, "lab3.6", "wanted plus must be one; refused what may not", 2, "")
{
    const struct vmx_control_capability capability = { 0x16, 0x7f };
    u32 value = 0;

    expect("result", true, vmx_adjust_controls("PIN", &capability, 0x08, &value));
    expect("value", 0x1e, value);
    expect("nothing wanted", true, vmx_adjust_controls("PIN", &capability, 0, &value));
    expect("value", 0x16, value);
    expect("a control that may not be one", false,
           vmx_adjust_controls("PIN", &capability, 0x80, &value));
}

/* A VMCS of the probe's own, current, behind machine->vcpu. */
static struct vcpu *prepare(struct machine *machine)
{
    machine->vcpu.cpu = &machine->cpu;
    machine->vcpu.vm = &machine->vm;
    machine->vcpu.vmcs = by_hand_current_vmcs(revision(machine));
    machine->vm.context = (struct guest_context){ 0x123000, 0x80000, 0x1000 };
    return &machine->vcpu;
}

static void expect_field(enum vmcs_field field, u64 expected)
{
    expect(vmcs_field_name(field), expected, by_hand_vmread(field));
}

PROBE(controls, "lab3.5", "the four sets of controls", 2, "")
{
    const struct vmx_capabilities *vmx = &machine->cpu.vmx;

    expect("vmcs_set_controls()", true, vmcs_set_controls(prepare(machine)));
    expect_field(PIN_BASED_VM_EXECUTION_CONTROLS, vmx->pin.must_be_one);
    expect_field(PRIMARY_PROCESSOR_BASED_VM_EXECUTION_CONTROLS,
                 vmx->primary.must_be_one | PRIMARY_HLT_EXITING | PRIMARY_UNCONDITIONAL_IO_EXITING |
                     PRIMARY_CR3_LOAD_EXITING | PRIMARY_CR3_STORE_EXITING);
    expect_field(VM_EXIT_CONTROLS, vmx->exit.must_be_one | EXIT_HOST_ADDRESS_SPACE_SIZE |
                                       EXIT_SAVE_IA32_EFER | EXIT_LOAD_IA32_EFER);
    expect_field(VM_ENTRY_CONTROLS,
                 vmx->entry.must_be_one | ENTRY_IA32E_MODE_GUEST | ENTRY_LOAD_IA32_EFER);
}

PROBE(host, "lab3.8", "the host-state area is this processor's state", 2, "")
{
    prepare(machine);
    expect("vmcs_set_host_state()", true, vmcs_set_host_state());
    expect_field(HOST_CR0, read_cr0());
    expect_field(HOST_CR3, read_cr3());
    expect_field(HOST_CR4, read_cr4());
    expect_field(HOST_CS_SELECTOR, SELECTOR_CODE);
    expect_field(HOST_SS_SELECTOR, SELECTOR_DATA);
    expect_field(HOST_DS_SELECTOR, SELECTOR_DATA);
    expect_field(HOST_ES_SELECTOR, SELECTOR_DATA);
    expect_field(HOST_FS_SELECTOR, 0);
    expect_field(HOST_GS_SELECTOR, 0);
    expect_field(HOST_TR_SELECTOR, SELECTOR_TSS);
    expect_field(HOST_TR_BASE, tss_base(SELECTOR_TSS));
    expect_field(HOST_GDTR_BASE, read_gdtr().base);
    expect_field(HOST_IDTR_BASE, read_idtr().base);
    expect_field(HOST_FS_BASE, rdmsr(MSR_IA32_FS_BASE));
    expect_field(HOST_GS_BASE, rdmsr(MSR_IA32_GS_BASE));
    expect_field(HOST_IA32_EFER, rdmsr(MSR_IA32_EFER));
    expect_field(HOST_IA32_SYSENTER_CS, rdmsr(MSR_IA32_SYSENTER_CS));
}

PROBE(guest, "lab3.9", "the guest-state area is that of a 64-bit guest", 2, "")
{
    const struct vmx_capabilities *vmx = &machine->cpu.vmx;

    expect("vmcs_set_guest_state()", true, vmcs_set_guest_state(prepare(machine)));
    expect_field(GUEST_CR0, ((CR0_PE | CR0_PG | CR0_ET | CR0_NE) | vmx->cr0_fixed0) & vmx->cr0_fixed1);
    expect_field(GUEST_CR4, (CR4_PAE | vmx->cr4_fixed0) & vmx->cr4_fixed1);
    expect_field(GUEST_CR3, 0x1000);
    expect_field(GUEST_RIP, 0x123000);
    expect_field(GUEST_RSP, 0x80000);
    expect_field(GUEST_RFLAGS, RFLAGS_ALWAYS_1);
    expect_field(GUEST_DR7, DR7_RESET_VALUE);
    expect_field(GUEST_IA32_EFER, EFER_LME | EFER_LMA);
    expect_field(GUEST_CS_ACCESS_RIGHTS, ACCESS_RIGHTS_CODE_64);
    expect_field(GUEST_SS_ACCESS_RIGHTS, ACCESS_RIGHTS_DATA);
    expect_field(GUEST_TR_ACCESS_RIGHTS, ACCESS_RIGHTS_TSS_BUSY);
    expect_field(GUEST_LDTR_ACCESS_RIGHTS, ACCESS_RIGHTS_UNUSABLE);
    expect_field(VMCS_LINK_POINTER, VMCS_LINK_POINTER_NONE);
    expect_field(CR0_GUEST_HOST_MASK, vmx->cr0_fixed0 | CR0_TS);
    expect_field(CR4_GUEST_HOST_MASK, vmx->cr4_fixed0);
    expect("CR4_READ_SHADOW, VMXE", 0, by_hand_vmread(CR4_READ_SHADOW) & CR4_VMXE);
    expect_field(GUEST_INTERRUPTIBILITY_STATE, 0);
    expect_field(GUEST_ACTIVITY_STATE, GUEST_ACTIVITY_ACTIVE);
}
