/*
 * Lab 4: the guest's memory through EPT, and the controls that switch EPT on.
 */
#include "cpu/msr.h"
#include "kit/machine.h"
#include "kit/panic.h"
#include "kit/print.h"
#include "kit/stage.h"
#include "mem/page.h"
#include "vmx/controls.h"
#include "vmx/ept.h"
#include "vmx/vmcs.h"

/* Given: map `bytes` of the guest's memory from `first` on in pages of one size, and say so. */
static bool map_range(struct vm *vm, u64 first, u64 bytes, u64 page_size)
{
    for (u64 address = first; address < first + bytes; address += page_size) {
        enum ept_result result = ept_map(&vm->ept, address, vm->memory.host_physical + address,
                                         page_size, EPT_ALL_PERMISSIONS, EPT_WRITE_BACK);
        if (result != EPT_OK) {
            kprintf("EPT: mapping guest-physical 0x%lx failed: %s\n", address,
                    ept_result_text(result));
            return false;
        }
    }
    kprintf("EPT: 0x%lx..0x%lx -> 0x%lx, %lu KiB pages, rwx, write-back\n", first,
            first + bytes - 1, vm->memory.host_physical + first, page_size / KIB(1));
    return true;
}

/*
 * lab4.1  The guest's memory: the first 2 MiB in 4 KiB pages (map_range), the rest in 2 MiB pages,
 * then unmap the page at guest-physical 0, so that a null pointer of the guest shows as an EPT
 * violation. Return false as soon as something fails (ept_unmap too).
 */
static bool map_guest_memory(struct vm *vm)
{
    /* BEGIN SOLUTION lab4.1 */
    return map_range(vm, 0, EPT_PAGE_2_MIB, EPT_PAGE_4_KIB) &&
           map_range(vm, EPT_PAGE_2_MIB, vm->memory.size - EPT_PAGE_2_MIB, EPT_PAGE_2_MIB) &&
           ept_unmap(&vm->ept, 0, EPT_PAGE_4_KIB) == EPT_OK;
    /* END SOLUTION */
}

/*
 * lab4.8  Switch EPT on: EPT_POINTER; the primary control "activate secondary controls" added to
 * what lab 3 has set (vmcs_read); the secondary control "enable EPT", both through
 * vmx_adjust_controls; then ept_invalidate. The processor must offer what is used: a 4-level walk,
 * write-back tables, 2 MiB pages, single-context INVEPT (vmx->ept_vpid, EPT_CAP_... in cpu/msr.h);
 * else say what is missing and return false. SDM Vol. 3C, "Definitions of Secondary Processor-Based
 * VM-Execution Controls"; Vol. 3D, A.10.
 */
static bool enable_ept(struct vcpu *vcpu)
{
    /* BEGIN SOLUTION lab4.8 */
    const struct vmx_capabilities *vmx = &vcpu->cpu->vmx;
    const u64 needed = EPT_CAP_PAGE_WALK_4 | EPT_CAP_MEMORY_TYPE_WB | EPT_CAP_PAGES_2_MIB |
                       EPT_CAP_INVEPT | EPT_CAP_INVEPT_SINGLE_CONTEXT;
    u32 primary = vmcs_read(PRIMARY_PROCESSOR_BASED_VM_EXECUTION_CONTROLS);
    u32 secondary;

    if (!vmx_adjust_controls("PRIMARY", &vmx->primary,
                             primary | PRIMARY_ACTIVATE_SECONDARY_CONTROLS, &primary) ||
        !vmx_adjust_controls("SECONDARY", &vmx->secondary, SECONDARY_ENABLE_EPT, &secondary))
        return false;
    if ((vmx->ept_vpid & needed) != needed) {
        kprintf("EPT: IA32_VMX_EPT_VPID_CAP (0x48c) = 0x%lx lacks 0x%lx of what this lab needs\n",
                vmx->ept_vpid, needed & ~vmx->ept_vpid);
        return false;
    }

    const struct vmcs_setting settings[] = {
        { PRIMARY_PROCESSOR_BASED_VM_EXECUTION_CONTROLS, primary },
        { SECONDARY_PROCESSOR_BASED_VM_EXECUTION_CONTROLS, secondary },
        { EPT_POINTER, ept_pointer(&vcpu->vm->ept) },
    };
    return vmcs_write_all(settings, ARRAY_SIZE(settings)) && ept_invalidate(&vcpu->vm->ept);
    /* END SOLUTION */
}

static void ept_undo(struct machine *machine)
{
    ept_destroy(&machine->vm.ept);
}

static enum outcome ept_run(struct machine *machine)
{
    enum ept_result result = ept_create(&machine->vm.ept);

    if (result != EPT_OK) {
        kprintf("EPT: no root table: %s\n", ept_result_text(result));
        return OUTCOME_STAGE_FAILED;
    }
    if (map_guest_memory(&machine->vm) && enable_ept(&machine->vcpu)) {
        kprintf("EPT enabled, EPT pointer 0x%lx\n", ept_pointer(&machine->vm.ept));
        return OUTCOME_PASSED;
    }
    ept_undo(machine);
    return OUTCOME_STAGE_FAILED;
}

STAGE(4, "ept", ept_run, ept_undo);
