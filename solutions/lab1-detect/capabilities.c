/*
 * Lab 1: the capability MSRs. Every later lab asks the structure that is filled in here, never the
 * processor again.
 */
#include "cpu/msr.h"
#include "kit/panic.h"
#include "kit/print.h"
#include "vmx/controls.h"
#include "vmx/detect.h"

/*
 * lab1.3  IA32_VMX_BASIC: the VMCS revision identifier (31 bits; bit 31 is not part of it), the
 * size of a VMXON or VMCS region, its memory type, and whether the TRUE_ capability MSRs exist. The
 * shifts and masks are in cpu/msr.h. SDM Vol. 3D, A.1, "Basic VMX Information".
 */
void vmx_basic_read(struct vmx_capabilities *vmx)
{
    /* BEGIN SOLUTION lab1.3 statement */
    u64 basic = rdmsr(MSR_IA32_VMX_BASIC);

    vmx->revision = basic & VMX_BASIC_REVISION_MASK;
    vmx->region_size = basic >> VMX_BASIC_REGION_SIZE_SHIFT & VMX_BASIC_REGION_SIZE_MASK;
    vmx->memory_type = basic >> VMX_BASIC_MEMORY_TYPE_SHIFT & VMX_BASIC_MEMORY_TYPE_MASK;
    vmx->true_controls = basic & VMX_BASIC_TRUE_CONTROLS;
    /* END SOLUTION */
}

/* A capability MSR of a set of controls: the low half must be one, the high half may be one. */
static struct vmx_control_capability control_capability(u32 msr)
{
    u64 value = rdmsr(msr);

    return (struct vmx_control_capability){ .must_be_one = value, .may_be_one = value >> 32 };
}

/*
 * lab1.4  The other capability MSRs: the controls from the TRUE_ MSRs when they exist, else from
 * the plain ones; the secondary controls and IA32_VMX_EPT_VPID_CAP only when the primary controls
 * (and then the secondary ones) say that they exist, since RDMSR of an MSR that does not exist
 * raises #GP; the fixed bits of CR0 and CR4. SDM Vol. 3D, Appendix A, "VMX Capability Reporting
 * Facility", A.3 to A.5, A.7, A.8, A.10.
 */
void vmx_capabilities_read(struct vmx_capabilities *vmx)
{
    /* BEGIN SOLUTION lab1.4 statement */
    bool true_ = vmx->true_controls;

    vmx->pin =
        control_capability(true_ ? MSR_IA32_VMX_TRUE_PINBASED_CTLS : MSR_IA32_VMX_PINBASED_CTLS);
    vmx->primary =
        control_capability(true_ ? MSR_IA32_VMX_TRUE_PROCBASED_CTLS : MSR_IA32_VMX_PROCBASED_CTLS);
    vmx->exit = control_capability(true_ ? MSR_IA32_VMX_TRUE_EXIT_CTLS : MSR_IA32_VMX_EXIT_CTLS);
    vmx->entry = control_capability(true_ ? MSR_IA32_VMX_TRUE_ENTRY_CTLS : MSR_IA32_VMX_ENTRY_CTLS);

    if (vmx->primary.may_be_one & PRIMARY_ACTIVATE_SECONDARY_CONTROLS)
        vmx->secondary = control_capability(MSR_IA32_VMX_PROCBASED_CTLS2);
    if (vmx->secondary.may_be_one & (SECONDARY_ENABLE_EPT | SECONDARY_ENABLE_VPID))
        vmx->ept_vpid = rdmsr(MSR_IA32_VMX_EPT_VPID_CAP);

    vmx->cr0_fixed0 = rdmsr(MSR_IA32_VMX_CR0_FIXED0);
    vmx->cr0_fixed1 = rdmsr(MSR_IA32_VMX_CR0_FIXED1);
    vmx->cr4_fixed0 = rdmsr(MSR_IA32_VMX_CR4_FIXED0);
    vmx->cr4_fixed1 = rdmsr(MSR_IA32_VMX_CR4_FIXED1);
    /* END SOLUTION */
}

static void report_controls(const char *name, struct vmx_control_capability capability)
{
    kprintf("  %-10s must be one 0x%08x  may be one 0x%08x\n", name, capability.must_be_one,
            capability.may_be_one);
}

/*
 * lab1.5  Print what was read: first
 *   VMX capabilities: revision 0x<hex>, region <n> bytes, memory type <n>, TRUE_ controls yes|no
 * then a line for each of pin, primary, secondary, exit, entry (report_controls above), then
 *   EPT yes|no, unrestricted guest yes|no, VPID yes|no
 * from the bits that the secondary controls may set.
 */
void vmx_capabilities_report(const struct vmx_capabilities *vmx)
{
    /* BEGIN SOLUTION lab1.5 statement */
    u32 secondary = vmx->secondary.may_be_one;

    kprintf("VMX capabilities: revision 0x%x, region %u bytes, memory type %u, TRUE_ controls %s\n",
            vmx->revision, vmx->region_size, vmx->memory_type, vmx->true_controls ? "yes" : "no");
    report_controls("pin", vmx->pin);
    report_controls("primary", vmx->primary);
    report_controls("secondary", vmx->secondary);
    report_controls("exit", vmx->exit);
    report_controls("entry", vmx->entry);
    kprintf("  EPT %s, unrestricted guest %s, VPID %s\n",
            secondary & SECONDARY_ENABLE_EPT ? "yes" : "no",
            secondary & SECONDARY_UNRESTRICTED_GUEST ? "yes" : "no",
            secondary & SECONDARY_ENABLE_VPID ? "yes" : "no");
    /* END SOLUTION */
}
