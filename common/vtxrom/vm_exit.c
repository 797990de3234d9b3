/*
 * VM exits. SDM Vol. 3C, "Saving Guest State", "Loading Host State", "Recording VM-Exit
 * Information".
 */
#include "vtxrom/vm_entry.h"

#include "cpu/control_registers.h"
#include "cpu/msr.h"
#include "vmx/controls.h"
#include "vmx/guest_segments.h"
#include "vtxrom/check.h"
#include "vtxrom/debug.h"
#include "vtxrom/event.h"
#include "vtxrom/segments.h"

#define FIELD_STEP 2

/* Segment attributes after an exit. SDM, "Loading Host Segment and Descriptor-Table Registers". */
#define HOST_CODE_64                 0xa9bu
#define HOST_CODE_32                 0xc9bu
#define HOST_DATA                    0xc93u
#define HOST_TSS                     0x8bu
#define HOST_TABLE_LIMIT             0xffffu
#define VECTORING_SOFTWARE_EXCEPTION 6u

static bool exit_has(const struct cpu_state *cpu, u64 control)
{
    return field(cpu, VM_EXIT_CONTROLS) & control;
}

static void save(struct cpu_state *cpu, enum vmcs_field name, u64 value)
{
    vmcs_set(&cpu->vmcs, name, value);
}

static void save_segments(struct cpu_state *cpu)
{
    for (u32 i = 0; i < VMX_SEGMENTS; i++) {
        const struct vmcb_segment *segment = vmcb_segment(&cpu->l2, i);

        save(cpu, GUEST_ES_SELECTOR + FIELD_STEP * i, segment->selector);
        save(cpu, GUEST_ES_BASE + FIELD_STEP * i, segment->base);
        save(cpu, GUEST_ES_LIMIT + FIELD_STEP * i, segment->limit);
        save(cpu, GUEST_ES_ACCESS_RIGHTS + FIELD_STEP * i,
             attributes_to_access_rights(segment->attributes));
    }
    save(cpu, GUEST_GDTR_BASE, cpu->l2.gdtr.base);
    save(cpu, GUEST_GDTR_LIMIT, cpu->l2.gdtr.limit);
    save(cpu, GUEST_IDTR_BASE, cpu->l2.idtr.base);
    save(cpu, GUEST_IDTR_LIMIT, cpu->l2.idtr.limit);
}

static void save_registers(struct cpu_state *cpu)
{
    const struct vmcb *l2 = &cpu->l2;

    save(cpu, GUEST_CR0, l2->cr0);
    save(cpu, GUEST_CR3, l2->cr3);
    save(cpu, GUEST_CR4, l2->cr4 | (field(cpu, GUEST_CR4) & CR4_VMXE));
    save(cpu, GUEST_RIP, l2->rip);
    save(cpu, GUEST_RSP, cpu->gpr[GPR_RSP]);
    save(cpu, GUEST_RFLAGS, l2->rflags);
    save(cpu, GUEST_IA32_SYSENTER_CS, l2->sysenter_cs);
    save(cpu, GUEST_IA32_SYSENTER_ESP, l2->sysenter_esp);
    save(cpu, GUEST_IA32_SYSENTER_EIP, l2->sysenter_eip);
    /* STI and MOV SS are one to SVM; with IF clear it can only have been MOV SS. */
    u64 shadow = l2->rflags & RFLAGS_IF ? INTERRUPTIBILITY_BLOCKING_BY_STI
                                        : INTERRUPTIBILITY_BLOCKING_BY_MOV_SS;
    save(cpu, GUEST_INTERRUPTIBILITY_STATE,
         l2->interrupt_shadow & SVM_INTERRUPT_SHADOW ? shadow : 0);
    save(cpu, GUEST_PENDING_DEBUG_EXCEPTIONS, 0);
    if (exit_has(cpu, EXIT_SAVE_DEBUG_CONTROLS)) {
        save(cpu, GUEST_DR7, l2->dr7);
        save(cpu, GUEST_IA32_DEBUGCTL, l2->debugctl);
    }
    if (exit_has(cpu, EXIT_SAVE_IA32_EFER))
        save(cpu, GUEST_IA32_EFER, l2->efer & ~EFER_SVME);
    if (exit_has(cpu, EXIT_SAVE_IA32_PAT))
        save(cpu, GUEST_IA32_PAT, l2->pat);
    u64 entry = field(cpu, VM_ENTRY_CONTROLS) & ~(u64)ENTRY_IA32E_MODE_GUEST;
    save(cpu, VM_ENTRY_CONTROLS, entry | (l2->efer & EFER_LMA ? ENTRY_IA32E_MODE_GUEST : 0));
}

/*
 * Delivery of an event through L2's IDT was going on. SVM's format is VMX's but for INT3 and INTO.
 */
static void save_vectoring(struct cpu_state *cpu)
{
    u32 info = cpu->l2.exit_interrupt_info;
    u32 vector = info & 0xff, type = info >> SVM_EVENT_TYPE_SHIFT & 7;

    if (!(info & SVM_EVENT_VALID)) {
        save(cpu, IDT_VECTORING_INFORMATION, 0);
        return;
    }
    if (type == SVM_EVENT_EXCEPTION && (vector == VECTOR_BP || vector == VECTOR_OF))
        info = (info & ~(7u << SVM_EVENT_TYPE_SHIFT)) | VECTORING_SOFTWARE_EXCEPTION
                                                            << SVM_EVENT_TYPE_SHIFT;
    save(cpu, IDT_VECTORING_INFORMATION, info);
    save(cpu, IDT_VECTORING_ERROR_CODE, cpu->l2.exit_interrupt_error);
}

static struct vmcb_segment host_segment(u64 selector, u64 base, u32 attributes)
{
    return (struct vmcb_segment){ selector, selector ? attributes : 0, 0xffffffff, base };
}

static void load_host_segments(struct cpu_state *cpu)
{
    struct vmcb *l1 = &cpu->l1;
    bool is_64 = exit_has(cpu, EXIT_HOST_ADDRESS_SPACE_SIZE);

    l1->es = host_segment(field(cpu, HOST_ES_SELECTOR), 0, HOST_DATA);
    l1->cs = host_segment(field(cpu, HOST_CS_SELECTOR), 0, is_64 ? HOST_CODE_64 : HOST_CODE_32);
    l1->ss = host_segment(field(cpu, HOST_SS_SELECTOR), 0, HOST_DATA);
    l1->ds = host_segment(field(cpu, HOST_DS_SELECTOR), 0, HOST_DATA);
    l1->fs = host_segment(field(cpu, HOST_FS_SELECTOR), field(cpu, HOST_FS_BASE), HOST_DATA);
    l1->gs = host_segment(field(cpu, HOST_GS_SELECTOR), field(cpu, HOST_GS_BASE), HOST_DATA);
    l1->tr = host_segment(field(cpu, HOST_TR_SELECTOR), field(cpu, HOST_TR_BASE), HOST_TSS);
    l1->tr.limit = TSS_LIMIT;
    l1->ldtr = (struct vmcb_segment){ 0 };
    l1->gdtr.base = field(cpu, HOST_GDTR_BASE);
    l1->gdtr.limit = HOST_TABLE_LIMIT;
    l1->idtr.base = field(cpu, HOST_IDTR_BASE);
    l1->idtr.limit = HOST_TABLE_LIMIT;
    l1->cpl = 0;
}

static u64 host_efer(const struct cpu_state *cpu)
{
    u64 mode = exit_has(cpu, EXIT_HOST_ADDRESS_SPACE_SIZE) ? EFER_LME | EFER_LMA : 0;
    u64 efer = exit_has(cpu, EXIT_LOAD_IA32_EFER) ? field(cpu, HOST_IA32_EFER) : cpu->l1.efer;

    return (efer & ~(EFER_LME | EFER_LMA)) | mode | EFER_SVME;
}

static void load_host_registers(struct cpu_state *cpu)
{
    struct vmcb *l1 = &cpu->l1;

    l1->cr0 = field(cpu, HOST_CR0) | CR0_ET;
    l1->cr3 = field(cpu, HOST_CR3);
    l1->cr4 = field(cpu, HOST_CR4) & ~CR4_VMXE;
    cpu->l1_vmxe = true;
    l1->dr7 = DR7_RESET_VALUE;
    l1->debugctl = 0;
    l1->rflags = RFLAGS_ALWAYS_1;
    l1->rip = field(cpu, HOST_RIP);
    l1->efer = host_efer(cpu);
    if (exit_has(cpu, EXIT_LOAD_IA32_PAT))
        l1->pat = field(cpu, HOST_IA32_PAT);
    l1->sysenter_cs = field(cpu, HOST_IA32_SYSENTER_CS);
    l1->sysenter_esp = field(cpu, HOST_IA32_SYSENTER_ESP);
    l1->sysenter_eip = field(cpu, HOST_IA32_SYSENTER_EIP);
    l1->interrupt_shadow = 0;
    l1->event_injection = 0;
    cpu->gpr[GPR_RSP] = field(cpu, HOST_RSP);
}

void load_host_state(struct cpu_state *cpu)
{
    load_host_registers(cpu);
    load_host_segments(cpu);
    vmload(&cpu->l1);
    cpu->vmcb = &cpu->l1;
    cpu->in_l2 = false;
    if (msr_list_load(cpu, &cpu->l1, field(cpu, VM_EXIT_MSR_LOAD_ADDRESS),
                      field(cpu, VM_EXIT_MSR_LOAD_COUNT)))
        rom_stop(cpu, "VMX abort: an entry of the VM-exit MSR-load list cannot be loaded");
}

/* What VMX leaves alone at an exit stays as L2 has left it. */
static void keep_shared_registers(struct cpu_state *cpu)
{
    struct vmcb *l1 = &cpu->l1;
    const struct vmcb *l2 = &cpu->l2;

    l1->efer = l2->efer;
    l1->pat = l2->pat;
    l1->dr6 = l2->dr6;
    l1->cr2 = l2->cr2;
    l1->star = l2->star;
    l1->lstar = l2->lstar;
    l1->cstar = l2->cstar;
    l1->sfmask = l2->sfmask;
    l1->kernel_gs_base = l2->kernel_gs_base;
}

void vm_exit(struct cpu_state *cpu, const struct vm_exit_info *info)
{
    vmsave(&cpu->l2);
    save_segments(cpu);
    save_registers(cpu);
    save_vectoring(cpu);
    save(cpu, EXIT_REASON, info->reason);
    save(cpu, EXIT_QUALIFICATION, info->qualification);
    save(cpu, VM_EXIT_INSTRUCTION_LENGTH, info->instruction_length);
    save(cpu, VM_EXIT_INSTRUCTION_INFORMATION, info->instruction_information);
    save(cpu, VM_EXIT_INTERRUPTION_INFORMATION, info->interruption_information);
    save(cpu, VM_EXIT_INTERRUPTION_ERROR_CODE, info->interruption_error);
    if (msr_list_store(cpu, &cpu->l2, field(cpu, VM_EXIT_MSR_STORE_ADDRESS),
                       field(cpu, VM_EXIT_MSR_STORE_COUNT)))
        rom_stop(cpu, "VMX abort: an entry of the VM-exit MSR-store list cannot be stored");
    keep_shared_registers(cpu);
    load_host_state(cpu);
}

void vm_exit_simple(struct cpu_state *cpu, u32 reason, u64 qualification, u32 length)
{
    const struct vm_exit_info info = { .reason = reason,
                                       .qualification = qualification,
                                       .instruction_length = length };

    vm_exit(cpu, &info);
}
