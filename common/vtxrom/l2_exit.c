/* Which exit of SVM is which exit of VMX. */
#include "vtxrom/l2_exit.h"

#include "vmx/controls.h"
#include "vmx/exit_reasons.h"
#include "vtxrom/check.h"
#include "vtxrom/debug.h"
#include "vtxrom/decode.h"
#include "vtxrom/event.h"
#include "vtxrom/fault.h"
#include "vtxrom/vm_entry.h"

#define INFO_VALID    BIT(31)
#define OPCODE_WBINVD 0x0f09
#define OPCODE_RDTSCP 0x0f01 /* with ModRM F9 */

void l2_decode(const struct cpu_state *cpu, struct instruction *in, const char *name)
{
    if (!decode(cpu, in))
        rom_stop(cpu, name);
}

/* Exits that say nothing but their reason and length. */
static const struct {
    enum svm_exit_code code;
    u32 reason;
} plain[] = {
    { SVM_EXIT_CPUID, EXIT_REASON_CPUID },     { SVM_EXIT_HLT, EXIT_REASON_HLT },
    { SVM_EXIT_RDPMC, EXIT_REASON_RDPMC },     { SVM_EXIT_PAUSE, EXIT_REASON_PAUSE },
    { SVM_EXIT_MONITOR, EXIT_REASON_MONITOR }, { SVM_EXIT_MWAIT, EXIT_REASON_MWAIT },
};

static void plain_exit(struct cpu_state *cpu)
{
    struct instruction in;

    l2_decode(cpu, &in, "an instruction of L2 whose bytes cannot be fetched");
    for (u32 i = 0; i < ARRAY_SIZE(plain); i++)
        if (plain[i].code == cpu->vmcb->exit_code)
            vm_exit_simple(cpu, plain[i].reason, 0, in.length);
}

/* QEMU exits for RDTSCP with RDTSC's code. */
static void timestamp(struct cpu_state *cpu)
{
    struct instruction in;

    l2_decode(cpu, &in, "RDTSC of L2 whose bytes cannot be fetched");
    bool rdtscp = in.opcode == OPCODE_RDTSCP;
    if (rdtscp && !(secondary_controls(cpu) & SECONDARY_ENABLE_RDTSCP))
        raise(cpu, VECTOR_UD);
    else
        vm_exit_simple(cpu, rdtscp ? EXIT_REASON_RDTSCP : EXIT_REASON_RDTSC, 0, in.length);
}

/*
 * QEMU exits for INVD with WBINVD's code. INVD always exits; WBINVD when asked, else it is done:
 * QEMU has no cache.
 */
static void cache_invalidate(struct cpu_state *cpu)
{
    struct instruction in;

    l2_decode(cpu, &in, "INVD of L2 whose bytes cannot be fetched");
    if (in.opcode != OPCODE_WBINVD)
        vm_exit_simple(cpu, EXIT_REASON_INVD, 0, in.length);
    else if (secondary_controls(cpu) & SECONDARY_WBINVD_EXITING)
        vm_exit_simple(cpu, EXIT_REASON_WBINVD, 0, in.length);
    else
        skip_instruction(cpu, in.length);
}

static void invlpg(struct cpu_state *cpu)
{
    struct instruction in;

    l2_decode(cpu, &in, "INVLPG of L2 whose bytes cannot be fetched");
    vm_exit_simple(cpu, EXIT_REASON_INVLPG, operand_linear(cpu, &in), in.length);
}

static void external_interrupt(struct cpu_state *cpu)
{
    struct vm_exit_info info = { .reason = EXIT_REASON_EXTERNAL_INTERRUPT };

    if (field(cpu, VM_EXIT_CONTROLS) & EXIT_ACKNOWLEDGE_INTERRUPT_ON_EXIT) {
        int vector = take_interrupt();

        if (vector == NO_INTERRUPT)
            return; /* it went away: L2 goes on */
        info.interruption_information = INFO_VALID | vector;
    }
    vm_exit(cpu, &info);
}

static void nmi(struct cpu_state *cpu)
{
    const struct vm_exit_info info = {
        .reason = EXIT_REASON_EXCEPTION_OR_NMI,
        .interruption_information = INFO_VALID | SVM_EVENT_NMI << SVM_EVENT_TYPE_SHIFT | VECTOR_NMI,
    };

    take_nmi();
    vm_exit(cpu, &info);
}

static void interrupt_window(struct cpu_state *cpu)
{
    vm_exit_simple(cpu, EXIT_REASON_INTERRUPT_WINDOW, 0, 0);
}

static void triple_fault(struct cpu_state *cpu)
{
    vm_exit_simple(cpu, EXIT_REASON_TRIPLE_FAULT, 0, 0);
}

static void undefined(struct cpu_state *cpu)
{
    raise(cpu, VECTOR_UD);
}

/* From the first code to the last one of a row: the same handler. */
static const struct {
    u16 first, last;
    void (*handle)(struct cpu_state *cpu);
} handlers[] = {
    { SVM_EXIT_READ_CR0, SVM_EXIT_READ_DR0 - 1, l2_control_register },
    { SVM_EXIT_READ_DR0, SVM_EXIT_EXCEPTION - 1, l2_debug_register },
    { SVM_EXIT_EXCEPTION, SVM_EXIT_INTR - 1, l2_exception },
    { SVM_EXIT_INTR, SVM_EXIT_INTR, external_interrupt },
    { SVM_EXIT_NMI, SVM_EXIT_NMI, nmi },
    { SVM_EXIT_VINTR, SVM_EXIT_VINTR, interrupt_window },
    { SVM_EXIT_RDTSC, SVM_EXIT_RDTSC, timestamp },
    { SVM_EXIT_RDTSCP, SVM_EXIT_RDTSCP, timestamp },
    { SVM_EXIT_RDPMC, SVM_EXIT_RDPMC, plain_exit },
    { SVM_EXIT_CPUID, SVM_EXIT_CPUID, plain_exit },
    { SVM_EXIT_SWINT, SVM_EXIT_SWINT, l2_software_interrupt },
    { SVM_EXIT_INVD, SVM_EXIT_INVD, cache_invalidate },
    { SVM_EXIT_PAUSE, SVM_EXIT_HLT, plain_exit },
    { SVM_EXIT_INVLPG, SVM_EXIT_INVLPG, invlpg },
    { SVM_EXIT_INVLPGA, SVM_EXIT_INVLPGA, undefined },
    { SVM_EXIT_IOIO, SVM_EXIT_IOIO, l2_io },
    { SVM_EXIT_MSR, SVM_EXIT_MSR, l2_msr },
    { SVM_EXIT_SHUTDOWN, SVM_EXIT_SHUTDOWN, triple_fault },
    { SVM_EXIT_VMRUN, SVM_EXIT_SKINIT, undefined },
    { SVM_EXIT_WBINVD, SVM_EXIT_WBINVD, cache_invalidate },
    { SVM_EXIT_MONITOR, SVM_EXIT_MWAIT, plain_exit },
    { SVM_EXIT_NPF, SVM_EXIT_NPF, l2_nested_page_fault },
};

void l2_exit(struct cpu_state *cpu)
{
    u64 code = cpu->vmcb->exit_code;

    for (u32 i = 0; i < ARRAY_SIZE(handlers); i++) {
        if (code >= handlers[i].first && code <= handlers[i].last) {
            handlers[i].handle(cpu);
            return;
        }
    }
    rom_stop(cpu, "an exit of L2 that nothing was intercepted for");
}
