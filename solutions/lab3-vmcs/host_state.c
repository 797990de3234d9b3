/*
 * Lab 3: the host-state area, which every VM exit loads.
 */
#include "cpu/control_registers.h"
#include "cpu/descriptors.h"
#include "cpu/msr.h"
#include "kit/panic.h"
#include "vmx/vmcs.h"

/* The low three bits of a selector, RPL and TI, must be 0 in the host-state area. */
#define HOST_SELECTOR_MASK 0xfff8u

/*
 * lab3.8  After a VM exit the host must find its world as it is now: control registers, selectors
 * (see HOST_SELECTOR_MASK), the bases of FS, GS, TR, GDTR and IDTR, the SYSENTER MSRs and
 * IA32_EFER. Read each one from the processor (cpu/control_registers.h, cpu/descriptors.h,
 * cpu/msr.h); HOST_RSP and HOST_RIP wait for lab 5. SDM Vol. 3C, "Host-State Area", "Checks on Host
 * Control Registers, MSRs, and SSP", "Checks on Host Segment and Descriptor-Table Registers".
 */
bool vmcs_set_host_state(void)
{
    /* BEGIN SOLUTION lab3.8 */
    const struct vmcs_setting settings[] = {
        { HOST_CR0, read_cr0() },
        { HOST_CR3, read_cr3() },
        { HOST_CR4, read_cr4() },
        { HOST_ES_SELECTOR, read_es() & HOST_SELECTOR_MASK },
        { HOST_CS_SELECTOR, read_cs() & HOST_SELECTOR_MASK },
        { HOST_SS_SELECTOR, read_ss() & HOST_SELECTOR_MASK },
        { HOST_DS_SELECTOR, read_ds() & HOST_SELECTOR_MASK },
        { HOST_FS_SELECTOR, read_fs() & HOST_SELECTOR_MASK },
        { HOST_GS_SELECTOR, read_gs() & HOST_SELECTOR_MASK },
        { HOST_TR_SELECTOR, read_tr() & HOST_SELECTOR_MASK },
        { HOST_FS_BASE, rdmsr(MSR_IA32_FS_BASE) },
        { HOST_GS_BASE, rdmsr(MSR_IA32_GS_BASE) },
        { HOST_TR_BASE, tss_base(read_tr()) },
        { HOST_GDTR_BASE, read_gdtr().base },
        { HOST_IDTR_BASE, read_idtr().base },
        { HOST_IA32_SYSENTER_CS, rdmsr(MSR_IA32_SYSENTER_CS) },
        { HOST_IA32_SYSENTER_ESP, rdmsr(MSR_IA32_SYSENTER_ESP) },
        { HOST_IA32_SYSENTER_EIP, rdmsr(MSR_IA32_SYSENTER_EIP) },
        { HOST_IA32_EFER, rdmsr(MSR_IA32_EFER) },
    };
    return vmcs_write_all(settings, ARRAY_SIZE(settings));
    /* END SOLUTION */
}
