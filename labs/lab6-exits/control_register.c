/*
 * Lab 6: the guest reads or changes a control register. The bits that the guest/host masks give to
 * the host are a fiction that this file keeps up: the guest sees its own value in the read shadow,
 * the processor runs with one that VMX allows. SDM Vol. 3C, "Guest/Host Masks and Read Shadows for
 * CR0 and CR4", "Exit Qualification for Control-Register Accesses".
 */
#include "cpu/control_registers.h"
#include "exits.h"
#include "kit/panic.h"
#include "vmx/exit_qualification.h"
#include "vmx/operation.h"
#include "vmx/vmcs.h"

/*
 * lab6.7  The guest wants CR0 = `value`: the read shadow gets it as it is, GUEST_CR0 what VMX makes
 * of it (vmx_apply_fixed_bits). A guest that gives up PE or PG would need the unrestricted guest,
 * which these labs do not use: stop_unhandled, naming it.
 */
static enum exit_action set_cr0(struct vcpu *vcpu, u64 value)
{
    /* TODO(lab6.7): see handouts/lab6.md#lab67; this line goes when the step is written. */
    return todo("lab6.7");
}

/*
 * lab6.8  The same for CR4. The guest may believe that it has set VMXE or not: the processor keeps
 * it.
 */
static enum exit_action set_cr4(struct vcpu *vcpu, u64 value)
{
    /* TODO(lab6.8): see handouts/lab6.md#lab68; this line goes when the step is written. */
    return todo("lab6.8");
}

/*
 * Given: the CR0 that the guest believes to have: the shadow where the mask is set, the register
 * elsewhere.
 */
static u64 cr0_seen_by_guest(void)
{
    u64 mask = vmcs_read(CR0_GUEST_HOST_MASK);

    return (vmcs_read(CR0_READ_SHADOW) & mask) | (vmcs_read(GUEST_CR0) & ~mask);
}

/*
 * lab6.9  MOV to CR0 or CR4 (set_cr0, set_cr4) and to CR3 (GUEST_CR3) from the general register
 * that the qualification names; MOV from CR3 to it. Any other register: stop_unhandled.
 */
static enum exit_action mov_cr(struct vcpu *vcpu, bool to_cr)
{
    /* TODO(lab6.9): see handouts/lab6.md#lab69; this line goes when the step is written. */
    return todo("lab6.9");
}

/*
 * lab6.10  CLTS clears TS. LMSW replaces PE, MP, EM and TS by the low four bits of its operand,
 * which is in the qualification, but it can never clear PE. Both start from cr0_seen_by_guest and
 * end in set_cr0. SDM Vol. 2A, "CLTS", "LMSW".
 */
static enum exit_action change_low_bits(struct vcpu *vcpu, bool clts)
{
    /* TODO(lab6.10): see handouts/lab6.md#lab610; this line goes when the step is written. */
    return todo("lab6.10");
}

static enum exit_action handle_control_register(struct vcpu *vcpu)
{
    enum cr_access_type type = CR_ACCESS_TYPE(vcpu->exit.qualification);

    if (type == CR_ACCESS_MOV_TO_CR || type == CR_ACCESS_MOV_FROM_CR)
        return mov_cr(vcpu, type == CR_ACCESS_MOV_TO_CR);
    return change_low_bits(vcpu, type == CR_ACCESS_CLTS);
}

EXIT_HANDLER(EXIT_REASON_CONTROL_REGISTER_ACCESS, handle_control_register);
