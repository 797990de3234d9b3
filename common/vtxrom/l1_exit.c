/* What L1 is intercepted for, and who handles it. */
#include "vtxrom/l1_exit.h"

#include "cpu/cpuid.h"
#include "cpu/msr.h"
#include "dev/port_io.h"
#include "vtxrom/bitmap.h"
#include "vtxrom/control_register.h"
#include "vtxrom/debug.h"
#include "vtxrom/event.h"
#include "vtxrom/vmx_instruction.h"

#define ASID_L1 1
#define CR(n)   BIT(n)

/* A reset by the chipset and, where that port is missing, by the keyboard controller. */
#define RESET_CONTROL_PORT   0xcf9
#define RESET_CONTROL_HARD   0x06
#define KEYBOARD_PORT        0x64
#define KEYBOARD_PULSE_RESET 0xfe

static void cpuid_exit(struct cpu_state *cpu)
{
    struct instruction in;

    if (!decode(cpu, &in))
        rom_stop(cpu, "CPUID whose bytes cannot be fetched");
    l1_cpuid(cpu);
    skip_instruction(cpu, in.length);
}

static void undefined(struct cpu_state *cpu)
{
    raise(cpu, VECTOR_UD);
}

static void triple_fault(struct cpu_state *cpu)
{
    rom_say("the hypervisor (L1) raised a triple fault at RIP 0x%x; the machine is reset",
            cpu->vmcb->rip);
    outb(RESET_CONTROL_PORT, RESET_CONTROL_HARD);
    outb(KEYBOARD_PORT, KEYBOARD_PULSE_RESET);
    rom_stop(cpu, "this machine cannot be reset");
}

static void nested_page_fault(struct cpu_state *cpu)
{
    rom_say("guest-physical address 0x%x", cpu->vmcb->exit_info2);
    rom_stop(cpu, "a write to the ROM's own memory, or an access beyond physical memory");
}

static const struct {
    enum svm_exit_code code;
    void (*handle)(struct cpu_state *cpu);
} handlers[] = {
    { SVM_EXIT_EXCEPTION + VECTOR_UD, vmx_instruction },
    { SVM_EXIT_CPUID, cpuid_exit },
    { SVM_EXIT_MSR, l1_msr },
    { SVM_EXIT_IOIO, l1_io },
    { SVM_EXIT_READ_CR0, l1_control_register },
    { SVM_EXIT_READ_CR0 + 4, l1_control_register },
    { SVM_EXIT_WRITE_CR0 + 4, l1_control_register },
    { SVM_EXIT_SHUTDOWN, triple_fault },
    { SVM_EXIT_NPF, nested_page_fault },
    { SVM_EXIT_VMRUN, undefined },
    { SVM_EXIT_VMMCALL, undefined },
    { SVM_EXIT_VMLOAD, undefined },
    { SVM_EXIT_VMSAVE, undefined },
    { SVM_EXIT_STGI, undefined },
    { SVM_EXIT_CLGI, undefined },
    { SVM_EXIT_SKINIT, undefined },
    { SVM_EXIT_INVLPGA, undefined },
};

void l1_exit(struct cpu_state *cpu)
{
    for (u32 i = 0; i < ARRAY_SIZE(handlers); i++) {
        if (cpu->vmcb->exit_code == handlers[i].code) {
            handlers[i].handle(cpu);
            return;
        }
    }
    rom_stop(cpu, "an exit of L1 that nothing was intercepted for");
}

static void intercept_msrs(struct cpu_state *cpu)
{
    msrpm_intercept(cpu->msrpm_l1, MSR_IA32_FEATURE_CONTROL);
    msrpm_intercept(cpu->msrpm_l1, MSR_IA32_EFER);
    msrpm_intercept(cpu->msrpm_l1, MSR_VM_CR);
    msrpm_intercept(cpu->msrpm_l1, MSR_VM_HSAVE_PA);
    for (u32 index = MSR_IA32_VMX_BASIC; index <= MSR_IA32_VMX_VMFUNC; index++)
        msrpm_intercept(cpu->msrpm_l1, index);
}

void l1_setup(struct cpu_state *cpu)
{
    struct vmcb *l1 = &cpu->l1;

    intercept_msrs(cpu);
    iopm_intercept(cpu->iopm_l1, ROM_CHANNEL_PORT);
    for (u32 i = 0; i < ARRAY_SIZE(handlers); i++)
        if (handlers[i].code >= SVM_EXIT_INTR && handlers[i].code < SVM_EXIT_NPF)
            l1->intercepts |= SVM_INTERCEPT(handlers[i].code);
    l1->intercept_exceptions = BIT(VECTOR_UD);
    /* CR0 reads because newer QEMU takes that bit for reads of CR4 too. */
    l1->intercept_cr_reads = CR(0) | CR(4);
    l1->intercept_cr_writes = CR(4);
    l1->iopm_base = (u64)cpu->iopm_l1;
    l1->msrpm_base = (u64)cpu->msrpm_l1;
    l1->guest_asid = ASID_L1;
    l1->nested_control = SVM_NESTED_PAGING;
    l1->nested_cr3 = (u64)cpu->l1_npt.root;
}
