/*
 * Lab 6: RDMSR and WRMSR. Without MSR bitmaps every one of them is an exit. The registers that have
 * a place in the guest-state area are served from there; no other exists for the guest.
 */
#include "cpu/msr.h"
#include "exits.h"
#include "kit/panic.h"
#include "vmx/vmcs.h"

/*
 * Given: the field of the guest-state area that holds MSR `index`. Returns false when there is
 * none.
 */
static bool msr_field(u32 index, enum vmcs_field *field)
{
    static const struct {
        u32 index;
        enum vmcs_field field;
    } fields[] = {
        { MSR_IA32_SYSENTER_CS, GUEST_IA32_SYSENTER_CS },
        { MSR_IA32_SYSENTER_ESP, GUEST_IA32_SYSENTER_ESP },
        { MSR_IA32_SYSENTER_EIP, GUEST_IA32_SYSENTER_EIP },
        { MSR_IA32_EFER, GUEST_IA32_EFER },
        { MSR_IA32_FS_BASE, GUEST_FS_BASE },
        { MSR_IA32_GS_BASE, GUEST_GS_BASE },
    };

    for (u32 i = 0; i < ARRAY_SIZE(fields); i++) {
        if (fields[i].index == index) {
            *field = fields[i].field;
            return true;
        }
    }
    return false;
}

/*
 * lab6.15  RDMSR: the register's number is in the guest's ECX (the low half of RCX); the value goes
 * to EDX:EAX, with the upper halves of RAX and RDX cleared. A number that msr_field does not know:
 * stop_unhandled. SDM Vol. 2B, "RDMSR".
 */
static enum exit_action handle_rdmsr(struct vcpu *vcpu)
{
    /* TODO(lab6.15): see handouts/lab6.md#lab615; this line goes when the step is written. */
    return todo("lab6.15");
}

/*
 * lab6.16  WRMSR: the other way round, from the low halves of RDX and RAX. In IA32_EFER, LMA is the
 * processor's: what the guest writes there does not count, the bit stays as it is. A change of LME while
 * paging is on would raise #GP, and to inject an exception is lab 7's: stop_unhandled, naming it.
 * SDM Vol. 2B, "WRMSR"; Vol. 3A, "Extended Feature Enable Register".
 */
static enum exit_action handle_wrmsr(struct vcpu *vcpu)
{
    /* TODO(lab6.16): see handouts/lab6.md#lab616; this line goes when the step is written. */
    return todo("lab6.16");
}

EXIT_HANDLER(EXIT_REASON_RDMSR, handle_rdmsr);
EXIT_HANDLER(EXIT_REASON_WRMSR, handle_wrmsr);
