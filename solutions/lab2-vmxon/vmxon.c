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
    /* BEGIN SOLUTION lab2.2 */
    u64 region = page_alloc();

    if (region)
        *(u32 *)physical_to_pointer(region) = vmx->revision;
    return region;
    /* END SOLUTION */
}

/*
 * lab2.4  What CR0 and CR4 may hold in VMX operation: a bit that is 1 in FIXED0 must be 1, a bit
 * that is 0 in FIXED1 must be 0, the others are free. SDM Vol. 3D, A.7, "VMX-Fixed Bits in CR0",
 * A.8, "VMX-Fixed Bits in CR4".
 */
u64 vmx_apply_fixed_bits(u64 value, u64 fixed0, u64 fixed1)
{
    /* BEGIN SOLUTION lab2.4 */
    return (value | fixed0) & fixed1;
    /* END SOLUTION */
}

/*
 * lab2.3  Turn VMX on for this processor: CR0 and CR4 get the bits that they must have, and
 * CR4.VMXE, without which VMXON raises #UD.
 * SDM Vol. 3C, "Enabling and Entering VMX Operation", "Restrictions on VMX Operation".
 */
static bool enable_vmx(const struct vmx_capabilities *vmx)
{
    /* BEGIN SOLUTION lab2.3 */
    write_cr0(vmx_apply_fixed_bits(read_cr0(), vmx->cr0_fixed0, vmx->cr0_fixed1));
    write_cr4(vmx_apply_fixed_bits(read_cr4() | CR4_VMXE, vmx->cr4_fixed0, vmx->cr4_fixed1));
    return read_cr4() & CR4_VMXE;
    /* END SOLUTION */
}

/*
 * lab2.5  Execute VMXON; its operand is a 64-bit word in memory that holds the physical address.
 * Read CF and ZF back (GCC's "=@ccc" and "=@ccz" outputs) and return vmx_result_from_flags. SDM
 * Vol. 3C, "VMXON - Enter VMX Operation", "Conventions".
 */
enum vmx_result vmxon(u64 region)
{
    /* BEGIN SOLUTION lab2.5 */
    bool carry, zero;

    __asm__ volatile("vmxon %[region]"
                     : "=@ccc"(carry), "=@ccz"(zero)
                     : [region] "m"(region)
                     : "memory");
    return vmx_result_from_flags(carry, zero);
    /* END SOLUTION */
}

/*
 * lab2.6  Execute VMXOFF; it has no operand. SDM Vol. 3C, "VMXOFF - Leave VMX Operation".
 */
enum vmx_result vmxoff(void)
{
    /* BEGIN SOLUTION lab2.6 */
    bool carry, zero;

    __asm__ volatile("vmxoff" : "=@ccc"(carry), "=@ccz"(zero) : : "memory");
    return vmx_result_from_flags(carry, zero);
    /* END SOLUTION */
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
    /* BEGIN SOLUTION lab2.1 */
    if (cpu->vmxon_region) {
        kprintf("VMXON refused: in VMX operation already, VMXON region 0x%lx\n", cpu->vmxon_region);
        return false;
    }

    u64 region = vmx_region_create(&cpu->vmx);
    if (!region) {
        kprintf("VMXON region: no free page\n");
        return false;
    }
    kprintf("VMX revision: 0x%x\n", cpu->vmx.revision);
    kprintf("VMXON region: 0x%lx\n", region);

    enum vmx_result result = VMX_FAIL_INVALID;
    if (!enable_vmx(&cpu->vmx))
        kprintf("CR4.VMXE cannot be set: CR4 = 0x%lx\n", read_cr4());
    else
        result = vmxon(region);
    if (result != VMX_SUCCEED) {
        kprintf("VMXON 0x%lx failed: %s\n", region, vmx_result_name(result));
        page_free(region);
        return false;
    }
    cpu->vmxon_region = region;
    return true;
    /* END SOLUTION */
}

/*
 * lab2.7  The way out. Not in VMX operation: say so and return false; VMXOFF there raises #UD. Else
 * VMXOFF, clear CR4.VMXE, free the region, set cpu->vmxon_region to 0.
 * SDM Vol. 3C, "VMXOFF - Leave VMX Operation".
 */
bool vmx_operation_leave(struct cpu *cpu)
{
    /* BEGIN SOLUTION lab2.7 */
    if (!cpu->vmxon_region) {
        kprintf("VMXOFF refused: not in VMX operation\n");
        return false;
    }

    enum vmx_result result = vmxoff();
    if (result != VMX_SUCCEED) {
        kprintf("VMXOFF failed: %s\n", vmx_result_name(result));
        return false;
    }
    write_cr4(read_cr4() & ~CR4_VMXE);
    page_free(cpu->vmxon_region);
    cpu->vmxon_region = 0;
    return true;
    /* END SOLUTION */
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
