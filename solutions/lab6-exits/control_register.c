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
    /* BEGIN SOLUTION lab6.7 */
    const struct vmx_capabilities *vmx = &vcpu->cpu->vmx;

    if (!(value & CR0_PE) || !(value & CR0_PG))
        return stop_unhandled(vcpu, "the guest clears CR0.PE or CR0.PG: it would need the "
                                    "unrestricted guest");
    vmcs_write(CR0_READ_SHADOW, value);
    vmcs_write(GUEST_CR0, vmx_apply_fixed_bits(value, vmx->cr0_fixed0, vmx->cr0_fixed1));
    return advance_rip(vcpu);
    /* END SOLUTION */
}

/*
 * lab6.8  The same for CR4. The guest may believe that it has set VMXE or not: the processor keeps
 * it.
 */
static enum exit_action set_cr4(struct vcpu *vcpu, u64 value)
{
    /* BEGIN SOLUTION lab6.8 */
    const struct vmx_capabilities *vmx = &vcpu->cpu->vmx;

    vmcs_write(CR4_READ_SHADOW, value);
    vmcs_write(GUEST_CR4, vmx_apply_fixed_bits(value, vmx->cr4_fixed0, vmx->cr4_fixed1));
    return advance_rip(vcpu);
    /* END SOLUTION */
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
    /* BEGIN SOLUTION lab6.9 */
    u64 qualification = vcpu->exit.qualification;
    u32 number = CR_ACCESS_NUMBER(qualification);
    u32 general = CR_ACCESS_REGISTER(qualification);

    if (!to_cr && number == 3) {
        guest_register_write(vcpu, general, vmcs_read(GUEST_CR3));
        return advance_rip(vcpu);
    }
    u64 value = guest_register_read(vcpu, general);
    if (to_cr && number == 0)
        return set_cr0(vcpu, value);
    if (to_cr && number == 4)
        return set_cr4(vcpu, value);
    if (to_cr && number == 3) {
        vmcs_write(GUEST_CR3, value);
        return advance_rip(vcpu);
    }
    return stop_unhandled(vcpu, "a control register that this hypervisor does not know");
    /* END SOLUTION */
}

/*
 * lab6.10  CLTS clears TS. LMSW replaces PE, MP, EM and TS by the low four bits of its operand,
 * which is in the qualification, but it can never clear PE. Both start from cr0_seen_by_guest and
 * end in set_cr0. SDM Vol. 2A, "CLTS", "LMSW".
 */
static enum exit_action change_low_bits(struct vcpu *vcpu, bool clts)
{
    /* BEGIN SOLUTION lab6.10 */
    const u64 lmsw_bits = CR0_PE | CR0_MP | CR0_EM | CR0_TS;
    u64 cr0 = cr0_seen_by_guest();

    if (clts)
        return set_cr0(vcpu, cr0 & ~CR0_TS);
    u64 source = CR_ACCESS_LMSW_SOURCE(vcpu->exit.qualification) & lmsw_bits;
    return set_cr0(vcpu, (cr0 & ~lmsw_bits) | source | (cr0 & CR0_PE));
    /* END SOLUTION */
}

static enum exit_action handle_control_register(struct vcpu *vcpu)
{
    enum cr_access_type type = CR_ACCESS_TYPE(vcpu->exit.qualification);

    if (type == CR_ACCESS_MOV_TO_CR || type == CR_ACCESS_MOV_FROM_CR)
        return mov_cr(vcpu, type == CR_ACCESS_MOV_TO_CR);
    return change_low_bits(vcpu, type == CR_ACCESS_CLTS);
}

EXIT_HANDLER(EXIT_REASON_CONTROL_REGISTER_ACCESS, handle_control_register);
