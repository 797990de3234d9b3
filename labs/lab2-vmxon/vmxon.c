/*
 * Lab 2: into VMX root operation and out of it again.
 */
#include "cpu/control_registers.h"
#include "kit/machine.h"
#include "kit/panic.h"
#include "kit/print.h"
#include "kit/stage.h"
#include "mem/page.h"
#include "vmx/instructions.h"
#include "vmx/operation.h"

/*
 * lab2.2  A VMXON or VMCS region: a zeroed page (4096 bytes are always enough, and a page is
 * aligned) whose first four bytes hold the revision identifier, bit 31 clear. SDM Vol. 3C, "VMXON
 * Region", "Format of the VMCS Region".
 */
u64 vmx_region_create(const struct vmx_capabilities *vmx)
{
    /* TODO(lab2.2): see handouts/lab2.md#lab22; this line goes when the step is written. */
    return todo("lab2.2");
}

/*
 * lab2.4  What CR0 and CR4 may hold in VMX operation: a bit that is 1 in FIXED0 must be 1, a bit
 * that is 0 in FIXED1 must be 0, the others are free. SDM Vol. 3D, A.7, "VMX-Fixed Bits in CR0",
 * A.8, "VMX-Fixed Bits in CR4".
 */
u64 vmx_apply_fixed_bits(u64 value, u64 fixed0, u64 fixed1)
{
    /* TODO(lab2.4): see handouts/lab2.md#lab24; this line goes when the step is written. */
    return todo("lab2.4");
}

/*
 * lab2.3  Turn VMX on for this processor: CR0 and CR4 get the bits that they must have, and
 * CR4.VMXE, without which VMXON raises #UD.
 * SDM Vol. 3C, "Enabling and Entering VMX Operation", "Restrictions on VMX Operation".
 */
static bool enable_vmx(const struct vmx_capabilities *vmx)
{
    /* TODO(lab2.3): see handouts/lab2.md#lab23; this line goes when the step is written. */
    return todo("lab2.3");
}

/*
 * lab2.5  Execute VMXON; its operand is a 64-bit word in memory that holds the physical address.
 * Read CF and ZF back (GCC's "=@ccc" and "=@ccz" outputs) and return vmx_result_from_flags. SDM
 * Vol. 3C, "VMXON - Enter VMX Operation", "Conventions".
 */
enum vmx_result vmxon(u64 region)
{
    /* TODO(lab2.5): see handouts/lab2.md#lab25; this line goes when the step is written. */
    return todo("lab2.5");
}

/*
 * lab2.6  Execute VMXOFF; it has no operand. SDM Vol. 3C, "VMXOFF - Leave VMX Operation".
 */
enum vmx_result vmxoff(void)
{
    /* TODO(lab2.6): see handouts/lab2.md#lab26; this line goes when the step is written. */
    return todo("lab2.6");
}

/*
 * lab2.1  The whole way in. In VMX operation already (cpu->vmxon_region is not 0): say so, return
 * false. Else: get a region (lab2.2) and print
 *   VMX revision: 0x<hex>
 *   VMXON region: 0x<hex>
 * then enable_vmx (lab2.3) and vmxon (lab2.5). When VMXON fails: say with which result, give the page
 * back, return false. When it succeeds: remember the region in cpu->vmxon_region.
 */
bool vmx_operation_enter(struct cpu *cpu)
{
    /* TODO(lab2.1): see handouts/lab2.md#lab21; this line goes when the step is written. */
    return todo("lab2.1");
}

/*
 * lab2.7  The way out. Not in VMX operation: say so and return false; VMXOFF there raises #UD. Else
 * VMXOFF, clear CR4.VMXE, free the region, set cpu->vmxon_region to 0.
 * SDM Vol. 3C, "VMXOFF - Leave VMX Operation".
 */
bool vmx_operation_leave(struct cpu *cpu)
{
    /* TODO(lab2.7): see handouts/lab2.md#lab27; this line goes when the step is written. */
    return todo("lab2.7");
}

static enum outcome vmxon_run(struct machine *machine)
{
    kprintf("Initializing VMX...\n");
    if (!vmx_operation_enter(&machine->cpu))
        return OUTCOME_STAGE_FAILED;
    kprintf("VMXON successful\n");
    return OUTCOME_PASSED;
}

static void vmxon_undo(struct machine *machine)
{
    kprintf("Cleaning up VMX...\n");
    if (vmx_operation_leave(&machine->cpu))
        kprintf("VMX cleanup complete\n");
}

STAGE(2, "vmxon", vmxon_run, vmxon_undo);
