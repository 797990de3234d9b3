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
    /* TODO(lab4.1): see handouts/lab4.md#lab41; this line goes when the step is written. */
    return todo("lab4.1");
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
    /* TODO(lab4.8): see handouts/lab4.md#lab48; this line goes when the step is written. */
    return todo("lab4.8");
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
