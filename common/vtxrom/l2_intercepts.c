/* From VMX's execution controls to SVM's intercepts. */
#include "cpu/control_registers.h"
#include "vmx/controls.h"
#include "vtxrom/check.h"
#include "vtxrom/event.h"
#include "vtxrom/vm_entry.h"

#define ASID_L2       2
#define ALL_REGISTERS 0xffffu
#define CR(number)    BIT(number)

/* What VMX intercepts always, and what L2 must never execute itself. */
#define ALWAYS                                                                                    \
    (SVM_INTERCEPT(SVM_EXIT_CPUID) | SVM_INTERCEPT(SVM_EXIT_MSR) | SVM_INTERCEPT(SVM_EXIT_INVD) | \
     SVM_INTERCEPT(SVM_EXIT_SHUTDOWN) | SVM_INTERCEPT(SVM_EXIT_VMRUN) |                           \
     SVM_INTERCEPT(SVM_EXIT_VMMCALL) | SVM_INTERCEPT(SVM_EXIT_VMLOAD) |                           \
     SVM_INTERCEPT(SVM_EXIT_VMSAVE) | SVM_INTERCEPT(SVM_EXIT_STGI) |                              \
     SVM_INTERCEPT(SVM_EXIT_CLGI) | SVM_INTERCEPT(SVM_EXIT_SKINIT) |                              \
     SVM_INTERCEPT(SVM_EXIT_INVLPGA) | SVM_INTERCEPT(SVM_EXIT_WBINVD))

/* Ports are always intercepted too: L2 must not reach the ROM's channel. */
#define PORTS SVM_INTERCEPT(SVM_EXIT_IOIO)

static const struct {
    u32 control;
    u64 intercepts;
} primary_intercepts[] = {
    { PRIMARY_HLT_EXITING, SVM_INTERCEPT(SVM_EXIT_HLT) },
    { PRIMARY_INVLPG_EXITING, SVM_INTERCEPT(SVM_EXIT_INVLPG) },
    { PRIMARY_MWAIT_EXITING, SVM_INTERCEPT(SVM_EXIT_MWAIT) },
    { PRIMARY_RDPMC_EXITING, SVM_INTERCEPT(SVM_EXIT_RDPMC) },
    { PRIMARY_RDTSC_EXITING, SVM_INTERCEPT(SVM_EXIT_RDTSC) | SVM_INTERCEPT(SVM_EXIT_RDTSCP) },
    { PRIMARY_MONITOR_EXITING, SVM_INTERCEPT(SVM_EXIT_MONITOR) },
    { PRIMARY_PAUSE_EXITING, SVM_INTERCEPT(SVM_EXIT_PAUSE) },
    { PRIMARY_INTERRUPT_WINDOW_EXITING, SVM_INTERCEPT(SVM_EXIT_VINTR) },
};

static u64 intercepts(const struct cpu_state *cpu)
{
    u64 pin = field(cpu, PIN_BASED_VM_EXECUTION_CONTROLS), wanted = ALWAYS | PORTS;

    for (u32 i = 0; i < ARRAY_SIZE(primary_intercepts); i++)
        if (primary_controls(cpu) & primary_intercepts[i].control)
            wanted |= primary_intercepts[i].intercepts;
    if (pin & PIN_EXTERNAL_INTERRUPT_EXITING)
        wanted |= SVM_INTERCEPT(SVM_EXIT_INTR);
    if (pin & PIN_NMI_EXITING)
        wanted |= SVM_INTERCEPT(SVM_EXIT_NMI);
    if (!(secondary_controls(cpu) & SECONDARY_ENABLE_RDTSCP)) /* RDTSCP is then #UD */
        wanted |= SVM_INTERCEPT(SVM_EXIT_RDTSCP);
    /* QEMU: INT3 and INTO pass the exception bitmap by, but not this intercept. */
    if (field(cpu, EXCEPTION_BITMAP) & (BIT(VECTOR_BP) | BIT(VECTOR_OF)))
        wanted |= SVM_INTERCEPT(SVM_EXIT_SWINT);
    return wanted;
}

/* #UD is always seen: VMX instructions of L2 arrive as #UD. #PF when its error code decides. */
static u32 exceptions(const struct cpu_state *cpu)
{
    u32 wanted = field(cpu, EXCEPTION_BITMAP) | BIT(VECTOR_UD);

    if (field(cpu, PAGE_FAULT_ERROR_CODE_MASK) || field(cpu, PAGE_FAULT_ERROR_CODE_MATCH))
        wanted |= BIT(VECTOR_PF);
    return wanted;
}

/*
 * CR4 always, because of VMXE. Newer QEMU checks a read of CR4 against the intercept of CR0 reads,
 * so both are set and the register is taken from the instruction.
 */
static void control_registers(struct cpu_state *cpu)
{
    u64 primary = primary_controls(cpu);

    cpu->l2.intercept_cr_reads = CR(0) | CR(4) | (primary & PRIMARY_CR3_STORE_EXITING ? CR(3) : 0) |
                                 (primary & PRIMARY_CR8_STORE_EXITING ? CR(8) : 0);
    cpu->l2.intercept_cr_writes = CR(0) | CR(4) | (primary & PRIMARY_CR3_LOAD_EXITING ? CR(3) : 0) |
                                  (primary & PRIMARY_CR8_LOAD_EXITING ? CR(8) : 0);
    cpu->l2.intercept_dr_reads = primary & PRIMARY_MOV_DR_EXITING ? ALL_REGISTERS : 0;
    cpu->l2.intercept_dr_writes = cpu->l2.intercept_dr_reads;
}

void set_l2_intercepts(struct cpu_state *cpu)
{
    u64 pin = field(cpu, PIN_BASED_VM_EXECUTION_CONTROLS), primary = primary_controls(cpu);
    bool window = primary & PRIMARY_INTERRUPT_WINDOW_EXITING;

    cpu->l2.intercepts = intercepts(cpu);
    cpu->l2.intercept_exceptions = exceptions(cpu);
    control_registers(cpu);
    cpu->l2.interrupt_control = (pin & PIN_EXTERNAL_INTERRUPT_EXITING ? SVM_V_INTR_MASKING : 0) |
                                (window ? SVM_V_IRQ | SVM_V_IGNORE_TPR : 0);
    cpu->l2.iopm_base = (u64)cpu->iopm_l2;
    cpu->l2.msrpm_base = (u64)cpu->msrpm_l2;
    cpu->l2.tsc_offset = primary & PRIMARY_USE_TSC_OFFSETTING ? field(cpu, TSC_OFFSET) : 0;
    cpu->l2.guest_asid = ASID_L2;
}
