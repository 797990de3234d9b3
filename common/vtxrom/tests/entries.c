/*
 * What becomes of a VM entry when one field of a good VMCS is wrong: VMfail with its number, entry failure with its
 * qualification, or the first exit. One line a case; the same kernel on another VT-x (Bochs) must print the same lines.
 */
#include "cpu/control_registers.h"
#include "cpu/msr.h"
#include "kit/kernel.h"
#include "kit/machine.h"
#include "kit/panic.h"
#include "kit/print.h"
#include "kit/stage.h"
#include "mem/page.h"
#include "vmx/controls.h"
#include "vmx/exit_reasons.h"
#include "vmx/guest_segments.h"
#include "vmx/vmcs.h"

void vm_exit_entry(void);

enum change {
    SET,   /* the field becomes the value */
    OR,    /* bits are added */
    CLEAR, /* bits are taken away */
};

struct entry_case {
    enum vmcs_field field;
    enum change change;
    u64 value;
};

#define NON_CANONICAL       0x8000000000000000ull /* whatever the linear-address width */
#define BEYOND_WIDTH        BIT(52)
#define EVENT_VALID         BIT(31)
#define EVENT(type, vector) (EVENT_VALID | (type) << 8 | (vector))
#define EVENT_ERROR         BIT(11)

static const struct entry_case cases[] = {
    { GUEST_RIP, OR, 0 }, /* nothing wrong */
    { PIN_BASED_VM_EXECUTION_CONTROLS, CLEAR, BIT(1) },
    { PRIMARY_PROCESSOR_BASED_VM_EXECUTION_CONTROLS, CLEAR, BIT(1) },
    { SECONDARY_PROCESSOR_BASED_VM_EXECUTION_CONTROLS, OR, BIT(31) },
    { VM_EXIT_CONTROLS, CLEAR, BIT(0) },
    { VM_ENTRY_CONTROLS, CLEAR, BIT(0) },
    { CR3_TARGET_COUNT, SET, 5 },
    { EPT_POINTER, OR, BIT(7) },
    { EPT_POINTER, SET, 0x1000 | 3 << 3 | 2 },
    { EPT_POINTER, OR, BEYOND_WIDTH },
    { EPT_POINTER, CLEAR, 3 << 3 },
    { SECONDARY_PROCESSOR_BASED_VM_EXECUTION_CONTROLS, OR, SECONDARY_ENABLE_VPID },
    { VM_EXIT_CONTROLS, CLEAR, EXIT_HOST_ADDRESS_SPACE_SIZE },
    { VM_ENTRY_INTERRUPTION_INFORMATION, SET, EVENT(1, 3) },
    { VM_ENTRY_INTERRUPTION_INFORMATION, SET, EVENT(2, 3) },
    { VM_ENTRY_INTERRUPTION_INFORMATION, SET, EVENT(3, 32) },
    { VM_ENTRY_INTERRUPTION_INFORMATION, SET, EVENT(3, 13) },
    { VM_ENTRY_INTERRUPTION_INFORMATION, SET, EVENT(3, 6) | EVENT_ERROR },
    { VM_ENTRY_INTERRUPTION_INFORMATION, SET, EVENT(0, 32) },
    { VM_ENTRY_INTERRUPTION_INFORMATION, SET, EVENT(3, 6) | BIT(12) },
    { HOST_CR0, CLEAR, CR0_NE },
    { HOST_CR0, CLEAR, CR0_PG },
    { HOST_CR4, CLEAR, CR4_VMXE },
    { HOST_CR4, CLEAR, CR4_PAE },
    { HOST_CR4, OR, BIT(31) },
    { HOST_CR3, OR, BEYOND_WIDTH },
    { HOST_IA32_SYSENTER_ESP, SET, NON_CANONICAL },
    { HOST_IA32_SYSENTER_EIP, SET, NON_CANONICAL },
    { HOST_IA32_EFER, OR, BIT(1) },
    { HOST_IA32_EFER, CLEAR, EFER_LMA },
    { HOST_ES_SELECTOR, OR, 3 },
    { HOST_CS_SELECTOR, OR, 4 },
    { HOST_CS_SELECTOR, SET, 0 },
    { HOST_TR_SELECTOR, SET, 0 },
    { HOST_SS_SELECTOR, SET, 0 },
    { HOST_FS_BASE, SET, NON_CANONICAL },
    { HOST_GS_BASE, SET, NON_CANONICAL },
    { HOST_TR_BASE, SET, NON_CANONICAL },
    { HOST_GDTR_BASE, SET, NON_CANONICAL },
    { HOST_IDTR_BASE, SET, NON_CANONICAL },
    { HOST_RIP, SET, NON_CANONICAL },
    { GUEST_CR0, CLEAR, CR0_NE },
    { GUEST_CR0, CLEAR, CR0_PG },
    { GUEST_CR0, CLEAR, CR0_PE },
    { GUEST_CR4, CLEAR, CR4_VMXE },
    { GUEST_CR4, CLEAR, CR4_PAE },
    { GUEST_CR4, OR, BIT(31) },
    { GUEST_CR3, OR, BEYOND_WIDTH },
    { GUEST_DR7, OR, BIT(32) },
    { GUEST_IA32_DEBUGCTL, OR, BIT(2) },
    { GUEST_IA32_SYSENTER_ESP, SET, NON_CANONICAL },
    { GUEST_IA32_SYSENTER_EIP, SET, NON_CANONICAL },
    { GUEST_IA32_EFER, OR, BIT(1) },
    { GUEST_IA32_EFER, CLEAR, EFER_LMA },
    { GUEST_IA32_EFER, CLEAR, EFER_LME },
    { GUEST_RIP, SET, NON_CANONICAL },
    { GUEST_RFLAGS, SET, 0 },
    { GUEST_RFLAGS, OR, BIT(3) },
    { GUEST_RFLAGS, OR, BIT(22) },
    { GUEST_RFLAGS, OR, RFLAGS_VM },
    { GUEST_CS_ACCESS_RIGHTS, OR, BIT(8) },
    { GUEST_CS_ACCESS_RIGHTS, OR, ACCESS_RIGHTS_BIG },
    { GUEST_CS_ACCESS_RIGHTS, CLEAR, ACCESS_RIGHTS_PRESENT },
    { GUEST_CS_ACCESS_RIGHTS, CLEAR, ACCESS_RIGHTS_CODE_DATA },
    { GUEST_CS_ACCESS_RIGHTS, CLEAR, 1 },
    { GUEST_CS_ACCESS_RIGHTS, CLEAR, ACCESS_RIGHTS_GRANULARITY },
    { GUEST_CS_ACCESS_RIGHTS, OR, ACCESS_RIGHTS_DPL(3) },
    { GUEST_SS_ACCESS_RIGHTS, CLEAR, 2 },
    { GUEST_SS_ACCESS_RIGHTS, OR, ACCESS_RIGHTS_DPL(3) },
    { GUEST_SS_SELECTOR, OR, 3 },
    { GUEST_DS_ACCESS_RIGHTS, CLEAR, 1 },
    { GUEST_DS_ACCESS_RIGHTS, SET, ACCESS_RIGHTS_UNUSABLE },
    { GUEST_ES_BASE, OR, BIT(32) },
    { GUEST_CS_BASE, OR, BIT(32) },
    { GUEST_FS_BASE, SET, NON_CANONICAL },
    { GUEST_GS_BASE, SET, NON_CANONICAL },
    { GUEST_TR_SELECTOR, OR, 4 },
    { GUEST_TR_BASE, SET, NON_CANONICAL },
    { GUEST_TR_ACCESS_RIGHTS, SET, ACCESS_RIGHTS_UNUSABLE },
    { GUEST_TR_ACCESS_RIGHTS, SET, ACCESS_RIGHTS_PRESENT | 9 },
    { GUEST_TR_ACCESS_RIGHTS, SET, ACCESS_RIGHTS_PRESENT | 3 },
    { GUEST_TR_LIMIT, SET, 0xfffff000 },
    { GUEST_LDTR_ACCESS_RIGHTS, SET, ACCESS_RIGHTS_PRESENT | 2 },
    { GUEST_LDTR_ACCESS_RIGHTS, SET, ACCESS_RIGHTS_PRESENT | 3 },
    { GUEST_GDTR_BASE, SET, NON_CANONICAL },
    { GUEST_IDTR_BASE, SET, NON_CANONICAL },
    { GUEST_GDTR_LIMIT, SET, 0x10000 },
    { GUEST_IDTR_LIMIT, SET, 0x10000 },
    { GUEST_ACTIVITY_STATE, SET, 4 },
    { GUEST_INTERRUPTIBILITY_STATE, SET, 3 },
    { GUEST_INTERRUPTIBILITY_STATE, SET, 1 },
    { GUEST_INTERRUPTIBILITY_STATE, SET, 2 },
    { GUEST_INTERRUPTIBILITY_STATE, SET, 4 },
    { GUEST_INTERRUPTIBILITY_STATE, SET, BIT(5) },
    { GUEST_PENDING_DEBUG_EXCEPTIONS, SET, BIT(4) },
    { VMCS_LINK_POINTER, SET, 1 },
};

static struct machine machine;

static u64 changed(u64 value, const struct entry_case *c)
{
    return c->change == SET ? c->value : c->change == OR ? value | c->value : value & ~c->value;
}

/* Enter with one field changed; the VMCS is clear, and as it was, before and after. */
static void run_case(const struct entry_case *c)
{
    static const char *const words[] = { "set to", "with", "without" };
    struct vcpu *vcpu = &machine.vcpu;
    u64 rip = vmcs_read(GUEST_RIP), good = vmcs_read(c->field);

    vcpu->launched = false;
    vmcs_write(c->field, changed(good, c));
    kprintf("%s %s 0x%lx: ", vmcs_field_name(c->field), words[c->change], c->value);
    switch (vcpu_enter(vcpu)) {
    case VM_ENTRY_FAIL_INVALID:
        kprintf("VMfailInvalid\n");
        break;
    case VM_ENTRY_FAIL_VALID:
        kprintf("VMfailValid %u\n", vcpu->instruction_error);
        break;
    default:
        kprintf("exit reason 0x%x, qualification 0x%lx, RIP 0x%lx\n", vcpu->exit.reason,
                vmcs_read(EXIT_QUALIFICATION), vmcs_read(GUEST_RIP));
    }
    vmclear(vcpu->vmcs);
    vmptrld(vcpu->vmcs);
    vmcs_write(GUEST_RIP, rip);
    vmcs_write(c->field, good);
}

NORETURN void kernel_main(u32 magic, const void *info);

NORETURN void kernel_main(u32 magic, const void *info)
{
    u32 entered;

    kernel_init(magic, info);
    if (stages_enter(&machine, 4, &entered) != OUTCOME_PASSED)
        panic("stage %u did not pass", entered + 1);
    vmcs_write(HOST_RIP, (u64)vm_exit_entry);
    for (u32 i = 0; i < ARRAY_SIZE(cases); i++)
        run_case(&cases[i]);
    end_run(OUTCOME_PASSED);
}
