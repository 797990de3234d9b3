/*
 * The ROM's main loop: L1 or L2 runs until something is intercepted, the exit is handled, and on.
 * It begins where start.asm has left the firmware: L1's first instruction is the firmware's next
 * one.
 */
#include "cpu/cpuid.h"
#include "cpu/msr.h"
#include "vtxrom/boot_state.h"
#include "vtxrom/capability.h"
#include "vtxrom/cpu_state.h"
#include "vtxrom/debug.h"
#include "vtxrom/fault.h"
#include "vtxrom/fw_cfg.h"
#include "vtxrom/l1_exit.h"
#include "vtxrom/l2_exit.h"
#include "vtxrom/memory.h"
#include "vtxrom/npt.h"
#include "vtxrom/segments.h"

/* run.asm: enter the guest of `vmcb` with the registers `gpr` and come back at its next exit. */
void run_guest(u64 *gpr, struct vmcb *vmcb);

void core_main(u64 region, u64 region_size, const struct boot_state *boot);

static struct cpu_state cpu0;

static void refuse_bad_machines(void)
{
    u32 processors = fw_cfg_processors();

    if (processors != 1) {
        rom_say("this machine has %u processors, the ROM serves one: start QEMU with -smp 1",
                (u64)processors);
        rom_end(OUTCOME_MACHINE_REFUSED);
    }
    if (!vmx_opcodes_raise_ud()) {
        rom_say("this QEMU does not raise #UD for VMXON, VMCLEAR, VMPTRLD and VMPTRST (QEMU issue "
                "3172: 9.1 to 10.1.2, and 10.0.0 to about 10.0.6); use QEMU up to 9.0, 10.0.7 or a "
                "later 10.0, or 10.2 and later");
        rom_end(OUTCOME_MACHINE_REFUSED);
    }
}

static void init_state(struct cpu_state *cpu)
{
    settings_read(&cpu->settings);
    cpu->vmcb = &cpu->l1;
    cpu->current_vmcs = NO_POINTER;
    cpu->vmxon_pointer = NO_POINTER;
    cpu->shadow_eptp = NO_POINTER;
    cpu->feature_control = cpu->settings.feature_control;
    cpu->physical_limit = BIT(cpuid(CPUID_LEAF_ADDRESS_SIZES, 0).eax & CPUID_PHYSICAL_BITS_MASK);
    cpu->cr4_allowed = cr4_bits_of_this_processor();
    for (u32 i = 0; i < sizeof(cpu->msrpm_l2); i++)
        cpu->msrpm_l2[i] = 0xff;
    for (u32 i = 0; i < sizeof(cpu->iopm_l2); i++)
        cpu->iopm_l2[i] = 0xff;
}

/*
 * What SVM keeps of an exit in the VMCB goes to the common registers, and back before the next
 * entry.
 */
static void run_once(struct cpu_state *cpu)
{
    struct vmcb *vmcb = cpu->vmcb;

    vmcb->rax = cpu->gpr[GPR_RAX];
    vmcb->rsp = cpu->gpr[GPR_RSP];
    vmcb->efer |= EFER_SVME; /* a guest that clears it would end SVM for itself and fail VMRUN */
    run_guest(cpu->gpr, vmcb);
    cpu->gpr[GPR_RAX] = vmcb->rax;
    cpu->gpr[GPR_RSP] = vmcb->rsp;
    vmcb->event_injection = 0;
    if ((u32)vmcb->exit_code == SVM_EXIT_INVALID_LOW)
        rom_stop(cpu, "VMRUN refused the state: a rule of SVM that the checks of VMX do not have");
    if (cpu->in_l2)
        l2_exit(cpu);
    else
        l1_exit(cpu);
}

void core_main(u64 region, u64 region_size, const struct boot_state *boot)
{
    struct cpu_state *cpu = &cpu0;

    memory_set_region(region, region_size);
    fault_init(cpu);
    cpu->vmcb = &cpu->l1;
    refuse_bad_machines();
    init_state(cpu);
    npt_build_l1(cpu, region, region_size);
    shadow_reset(cpu);
    l1_setup(cpu);
    boot_state_load(&cpu->l1, cpu->gpr, boot);
    wrmsr(MSR_VM_HSAVE_PA, (u64)cpu->host_save);
    __asm__ volatile("clgi; sti" : : : "memory"); /* with GIF clear, IF only lets interrupts exit */
    vmload(&cpu->l1);
    for (;;)
        run_once(cpu);
}
