/*
 * Lab 3: the guest-state area, which every VM entry loads.
 */
#include "cpu/control_registers.h"
#include "cpu/msr.h"
#include "kit/panic.h"
#include "vmx/guest_abi.h"
#include "vmx/guest_segments.h"
#include "vmx/operation.h"
#include "vmx/vmcs.h"

/*
 * lab3.9  The guest starts in 64-bit mode with paging on, interrupts off, flat segments:
 *   CR0: PE, PG, ET, NE and what FIXED0 adds; CR4: PAE and what FIXED0 adds (VMXE); CR3, RIP and
 * RSP from vm->context; RFLAGS: only the bit that is always 1; DR7: its reset value IA32_EFER: LME
 * and LMA, which must agree with "IA-32e mode guest" segments: CS a 64-bit code segment, ES, SS,
 * DS, FS, GS data, LDTR unusable, TR a busy 64-bit TSS, GDTR and IDTR empty (vmx/guest_segments.h
 * has the access rights) no blocking, active, no pending debug exception, VMCS link pointer all
 * ones guest/host masks, the bits whose change shall be an exit (lab 6): in CR0 what FIXED0
 * demands, and TS; in CR4 what FIXED0 demands. Read shadows, what the guest sees of these bits: CR0
 * as it is, CR4 without VMXE SDM Vol. 3C, "Guest-State Area", "Checks on the Guest State Area",
 * "Guest/Host Masks and Read Shadows for CR0 and CR4".
 */
bool vmcs_set_guest_state(const struct vcpu *vcpu)
{
    /* BEGIN SOLUTION lab3.9 */
    const struct vmx_capabilities *vmx = &vcpu->cpu->vmx;
    const struct guest_context *context = &vcpu->vm->context;
    u64 cr0 =
        vmx_apply_fixed_bits(CR0_PE | CR0_PG | CR0_ET | CR0_NE, vmx->cr0_fixed0, vmx->cr0_fixed1);
    u64 cr4 = vmx_apply_fixed_bits(CR4_PAE, vmx->cr4_fixed0, vmx->cr4_fixed1);

    const struct vmcs_setting settings[] = {
        { GUEST_CR0, cr0 },
        { GUEST_CR3, context->cr3 },
        { GUEST_CR4, cr4 },
        { CR0_GUEST_HOST_MASK, vmx->cr0_fixed0 | CR0_TS },
        { CR0_READ_SHADOW, cr0 },
        { CR4_GUEST_HOST_MASK, vmx->cr4_fixed0 },
        { CR4_READ_SHADOW, cr4 & ~CR4_VMXE },
        { GUEST_RIP, context->rip },
        { GUEST_RSP, context->rsp },
        { GUEST_RFLAGS, RFLAGS_ALWAYS_1 },
        { GUEST_DR7, DR7_RESET_VALUE },
        { GUEST_IA32_EFER, EFER_LME | EFER_LMA },
        { GUEST_IA32_DEBUGCTL, 0 },
        { GUEST_IA32_SYSENTER_CS, 0 },
        { GUEST_IA32_SYSENTER_ESP, 0 },
        { GUEST_IA32_SYSENTER_EIP, 0 },
        { GUEST_INTERRUPTIBILITY_STATE, 0 },
        { GUEST_ACTIVITY_STATE, GUEST_ACTIVITY_ACTIVE },
        { GUEST_PENDING_DEBUG_EXCEPTIONS, 0 },
        { VMCS_LINK_POINTER, VMCS_LINK_POINTER_NONE },
        GUEST_SEGMENT(ES, GUEST_SELECTOR_DATA, 0, SEGMENT_LIMIT_FLAT, ACCESS_RIGHTS_DATA),
        GUEST_SEGMENT(CS, GUEST_SELECTOR_CODE, 0, SEGMENT_LIMIT_FLAT, ACCESS_RIGHTS_CODE_64),
        GUEST_SEGMENT(SS, GUEST_SELECTOR_DATA, 0, SEGMENT_LIMIT_FLAT, ACCESS_RIGHTS_DATA),
        GUEST_SEGMENT(DS, GUEST_SELECTOR_DATA, 0, SEGMENT_LIMIT_FLAT, ACCESS_RIGHTS_DATA),
        GUEST_SEGMENT(FS, GUEST_SELECTOR_DATA, 0, SEGMENT_LIMIT_FLAT, ACCESS_RIGHTS_DATA),
        GUEST_SEGMENT(GS, GUEST_SELECTOR_DATA, 0, SEGMENT_LIMIT_FLAT, ACCESS_RIGHTS_DATA),
        GUEST_SEGMENT(LDTR, 0, 0, 0, ACCESS_RIGHTS_UNUSABLE),
        GUEST_SEGMENT(TR, GUEST_SELECTOR_TSS, 0, TSS_LIMIT, ACCESS_RIGHTS_TSS_BUSY),
        { GUEST_GDTR_BASE, 0 },
        { GUEST_GDTR_LIMIT, 0 },
        { GUEST_IDTR_BASE, 0 },
        { GUEST_IDTR_LIMIT, 0 },
    };
    return vmcs_write_all(settings, ARRAY_SIZE(settings));
    /* END SOLUTION */
}
