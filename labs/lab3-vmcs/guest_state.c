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
    /* TODO(lab3.9): see handouts/lab3.md#lab39; this line goes when the step is written. */
    return todo("lab3.9");
}
