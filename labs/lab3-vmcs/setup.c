/*
 * Lab 3, given: the stage. A guest in memory, then a VMCS that describes it.
 */
#include "guest_file.h"
#include "kit/machine.h"
#include "kit/print.h"
#include "kit/stage.h"
#include "mem/page.h"
#include "vmx/guest_image.h"
#include "vmx/operation.h"
#include "vmx/vmcs.h"

/* Execute VMCLEAR or VMPTRLD and say what is wrong if it fails. */
static bool step(const char *name, enum vmx_result (*instruction)(u64), u64 vmcs)
{
    enum vmx_result result = instruction(vmcs);

    if (result != VMX_SUCCEED)
        kprintf("%s 0x%lx failed: %s\n", name, vmcs, vmx_result_name(result));
    return result == VMX_SUCCEED;
}

static bool setup_vmcs(struct vcpu *vcpu)
{
    kprintf("Setting up VMCS...\n");
    vcpu->vmcs = vmx_region_create(&vcpu->cpu->vmx);
    if (!vcpu->vmcs) {
        kprintf("VMCS: no free page\n");
        return false;
    }
    kprintf("Allocated VMCS at: 0x%lx\n", vcpu->vmcs);
    return step("VMCLEAR", vmclear, vcpu->vmcs) && step("VMPTRLD", vmptrld, vcpu->vmcs) &&
           vmcs_set_controls(vcpu) && vmcs_set_host_state() && vmcs_set_guest_state(vcpu);
}

static void vmcs_undo(struct machine *machine)
{
    struct vcpu *vcpu = &machine->vcpu;

    if (vcpu->vmcs) {
        step("VMCLEAR", vmclear, vcpu->vmcs);
        page_free(vcpu->vmcs);
        vcpu->vmcs = 0;
    }
    guest_file_unload(&machine->vm);
}

static enum outcome vmcs_run(struct machine *machine)
{
    struct vcpu *vcpu = &machine->vcpu;

    vcpu->cpu = &machine->cpu;
    vcpu->vm = &machine->vm;
    if (!guest_file_load(vcpu->vm))
        return OUTCOME_STAGE_FAILED;
    guest_context_prepare(vcpu->vm);
    if (!setup_vmcs(vcpu)) {
        vmcs_undo(machine);
        return OUTCOME_STAGE_FAILED;
    }
    kprintf("VMCS setup complete\n");
    return OUTCOME_PASSED;
}

STAGE(3, "vmcs", vmcs_run, vmcs_undo);
