/* VMLAUNCH and VMRESUME. SDM Vol. 3C, "VMLAUNCH/VMRESUME", chapter "VM Entries". */
#include "vtxrom/vm_entry.h"

#include "cpu/control_registers.h"
#include "cpu/msr.h"
#include "vmx/controls.h"
#include "vmx/exit_reasons.h"
#include "vmx/guest_segments.h"
#include "vtxrom/check.h"
#include "vtxrom/ept_walk.h"
#include "vtxrom/event.h"
#include "vtxrom/npt.h"
#include "vtxrom/segments.h"
#include "vtxrom/vmx_instruction.h"

#define EVENT_TYPE_SOFTWARE 4u /* this VMX type and those above it are pushed with the next RIP */
#define EVENT_TYPE(info)    ((info) >> SVM_EVENT_TYPE_SHIFT & 7)
#define EVENT_KEPT          (SVM_EVENT_VALID | SVM_EVENT_ERROR_VALID | 0xffu)
#define FIELD_STEP          2 /* between the fields of neighbouring segment registers */

static bool entry_has(const struct cpu_state *cpu, u64 control)
{
    return field(cpu, VM_ENTRY_CONTROLS) & control;
}

static void load_segments(struct cpu_state *cpu)
{
    struct vmcb *l2 = &cpu->l2;

    for (u32 i = 0; i < VMX_SEGMENTS; i++) {
        struct vmcb_segment *segment = vmcb_segment(l2, i);

        segment->selector = field(cpu, GUEST_ES_SELECTOR + FIELD_STEP * i);
        segment->base = field(cpu, GUEST_ES_BASE + FIELD_STEP * i);
        segment->limit = field(cpu, GUEST_ES_LIMIT + FIELD_STEP * i);
        segment->attributes =
            access_rights_to_attributes(field(cpu, GUEST_ES_ACCESS_RIGHTS + FIELD_STEP * i));
    }
    l2->gdtr.base = field(cpu, GUEST_GDTR_BASE);
    l2->gdtr.limit = field(cpu, GUEST_GDTR_LIMIT);
    l2->idtr.base = field(cpu, GUEST_IDTR_BASE);
    l2->idtr.limit = field(cpu, GUEST_IDTR_LIMIT);
    l2->cpl = field(cpu, GUEST_SS_ACCESS_RIGHTS) >> 5 & 3;
}

static u64 guest_efer(const struct cpu_state *cpu)
{
    u64 mode = entry_has(cpu, ENTRY_IA32E_MODE_GUEST) ? EFER_LME | EFER_LMA : 0;

    if (entry_has(cpu, ENTRY_LOAD_IA32_EFER))
        return field(cpu, GUEST_IA32_EFER) | EFER_SVME;
    return (cpu->l1.efer & ~(EFER_LME | EFER_LMA)) | mode | EFER_SVME;
}

/*
 * Bits of CR3 above 31 would make VMRUN fail outside long mode; the processor ignores them there.
 */
static u64 guest_cr3(const struct cpu_state *cpu)
{
    u64 cr3 = field(cpu, GUEST_CR3);

    return entry_has(cpu, ENTRY_IA32E_MODE_GUEST) ? cr3 : (u32)cr3;
}

static void load_registers(struct cpu_state *cpu)
{
    struct vmcb *l2 = &cpu->l2;
    const struct vmcb *l1 = &cpu->l1;
    bool debug = entry_has(cpu, ENTRY_LOAD_DEBUG_CONTROLS);

    l2->cr0 = field(cpu, GUEST_CR0) | CR0_ET;
    l2->cr3 = guest_cr3(cpu);
    l2->cr4 = field(cpu, GUEST_CR4) & ~CR4_VMXE;
    l2->dr7 = debug ? field(cpu, GUEST_DR7) : l1->dr7;
    l2->debugctl = debug ? field(cpu, GUEST_IA32_DEBUGCTL) : l1->debugctl;
    l2->rip = field(cpu, GUEST_RIP);
    l2->rflags = field(cpu, GUEST_RFLAGS);
    l2->efer = guest_efer(cpu);
    l2->pat = entry_has(cpu, ENTRY_LOAD_IA32_PAT) ? field(cpu, GUEST_IA32_PAT) : l1->pat;
    l2->sysenter_cs = field(cpu, GUEST_IA32_SYSENTER_CS);
    l2->sysenter_esp = field(cpu, GUEST_IA32_SYSENTER_ESP);
    l2->sysenter_eip = field(cpu, GUEST_IA32_SYSENTER_EIP);
    /* What VMX leaves alone at an entry. */
    l2->dr6 = l1->dr6;
    l2->cr2 = l1->cr2;
    l2->star = l1->star;
    l2->lstar = l1->lstar;
    l2->cstar = l1->cstar;
    l2->sfmask = l1->sfmask;
    l2->kernel_gs_base = l1->kernel_gs_base;
    cpu->gpr[GPR_RSP] = field(cpu, GUEST_RSP);
}

/* Types 5 and 6, exceptions of INT1, INT3 and INTO, go in as exceptions behind the instruction. */
static void load_event(struct cpu_state *cpu)
{
    u64 info = field(cpu, VM_ENTRY_INTERRUPTION_INFORMATION);
    u32 type = EVENT_TYPE(info);

    cpu->l2.event_injection = 0;
    if (!(info & SVM_EVENT_VALID))
        return;
    if (type >= EVENT_TYPE_SOFTWARE)
        cpu->l2.rip += field(cpu, VM_ENTRY_INSTRUCTION_LENGTH);
    if (type > EVENT_TYPE_SOFTWARE)
        type = SVM_EVENT_EXCEPTION;
    cpu->l2.event_injection = (info & EVENT_KEPT) | type << SVM_EVENT_TYPE_SHIFT;
    cpu->l2.event_error = field(cpu, VM_ENTRY_EXCEPTION_ERROR_CODE);
    vmcs_set(&cpu->vmcs, VM_ENTRY_INTERRUPTION_INFORMATION, info & ~SVM_EVENT_VALID);
}

static void load_memory(struct cpu_state *cpu)
{
    cpu->l2.nested_control = SVM_NESTED_PAGING;
    if (!ept_in_use(cpu)) {
        cpu->l2.nested_cr3 = (u64)cpu->l1_npt.root;
        return;
    }
    if (field(cpu, EPT_POINTER) != cpu->shadow_eptp) {
        cpu->shadow_eptp = field(cpu, EPT_POINTER);
        shadow_reset(cpu);
    }
    cpu->l2.nested_cr3 = (u64)cpu->shadow.root;
}

static void enter_l2(struct cpu_state *cpu)
{
    u64 by_instruction = INTERRUPTIBILITY_BLOCKING_BY_STI | INTERRUPTIBILITY_BLOCKING_BY_MOV_SS;

    load_segments(cpu);
    load_registers(cpu);
    load_memory(cpu);
    load_event(cpu);
    set_l2_intercepts(cpu);
    cpu->l2.interrupt_shadow =
        field(cpu, GUEST_INTERRUPTIBILITY_STATE) & by_instruction ? SVM_INTERRUPT_SHADOW : 0;
    vmload(&cpu->l2);
    cpu->vmcb = &cpu->l2;
    cpu->in_l2 = true;
}

/* An entry that fails after the checks of controls and host state: L1 goes on at HOST_RIP. */
static void entry_failure(struct cpu_state *cpu, u32 reason, u64 qualification)
{
    vmcs_set(&cpu->vmcs, EXIT_REASON, reason | EXIT_REASON_ENTRY_FAILURE);
    vmcs_set(&cpu->vmcs, EXIT_QUALIFICATION, qualification);
    load_host_state(cpu);
}

/*
 * The MSR-load list works on L2's values: those of the VMCB are in place, the others are live after
 * VMLOAD.
 */
static bool load_msrs(struct cpu_state *cpu)
{
    u32 broken = msr_list_load(cpu, &cpu->l2, field(cpu, VM_ENTRY_MSR_LOAD_ADDRESS),
                               field(cpu, VM_ENTRY_MSR_LOAD_COUNT));

    if (!broken)
        return true;
    cpu->in_l2 = false;
    cpu->vmcb = &cpu->l1;
    entry_failure(cpu, EXIT_REASON_ENTRY_FAILURE_MSR_LOADING, broken);
    return false;
}

static bool checks_pass(struct cpu_state *cpu, const struct instruction *in)
{
    if (check_controls(cpu)) {
        vm_fail(cpu, in, VM_ERROR_ENTRY_INVALID_CONTROL);
        return false;
    }
    if (check_host_state(cpu)) {
        vm_fail(cpu, in, VM_ERROR_ENTRY_INVALID_HOST_STATE);
        return false;
    }
    vmsave(&cpu->l1);
    struct guest_check_result guest = check_guest_state(cpu);
    if (guest.broken) {
        entry_failure(cpu, EXIT_REASON_ENTRY_FAILURE_GUEST_STATE, guest.qualification);
        return false;
    }
    return true;
}

static void enter(struct cpu_state *cpu, const struct instruction *in, bool launch)
{
    if (cpu->current_vmcs == NO_POINTER)
        vm_fail_invalid(cpu, in);
    else if (launch && cpu->vmcs.launched)
        vm_fail(cpu, in, VM_ERROR_VMLAUNCH_NOT_CLEAR);
    else if (!launch && !cpu->vmcs.launched)
        vm_fail(cpu, in, VM_ERROR_VMRESUME_NOT_LAUNCHED);
    else if (checks_pass(cpu, in)) {
        enter_l2(cpu);
        if (load_msrs(cpu))
            cpu->vmcs.launched = true;
    }
}

void vmx_vmlaunch(struct cpu_state *cpu, const struct instruction *in)
{
    enter(cpu, in, true);
}

void vmx_vmresume(struct cpu_state *cpu, const struct instruction *in)
{
    enter(cpu, in, false);
}
