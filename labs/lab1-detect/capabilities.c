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
    /* TODO(lab1.3): see handouts/lab1.md#lab13; this line goes when the step is written. */
    todo("lab1.3");
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
    /* TODO(lab1.4): see handouts/lab1.md#lab14; this line goes when the step is written. */
    todo("lab1.4");
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
    /* TODO(lab1.5): see handouts/lab1.md#lab15; this line goes when the step is written. */
    todo("lab1.5");
}
