/* VMXON and VMXOFF. SDM Vol. 3C, "VMXON - Enter VMX Operation", "VMXOFF - Leave VMX Operation". */
#include "cpu/control_registers.h"
#include "cpu/msr.h"
#include "vtxrom/capability.h"
#include "vtxrom/event.h"
#include "vtxrom/memory.h"
#include "vtxrom/vmx_instruction.h"
#include "vtxrom/vmx_pointer.h"

static bool fixed(u64 value, u64 fixed0, u64 fixed1)
{
    return (value & fixed0) == fixed0 && !(value & ~fixed1);
}

static bool feature_control_allows(const struct cpu_state *cpu)
{
    const u64 needed = FEATURE_CONTROL_LOCK | FEATURE_CONTROL_ENABLE_VMX_OUTSIDE_SMX;

    return (cpu->feature_control & needed) == needed;
}

static bool vmxon_raises_gp(const struct cpu_state *cpu)
{
    const struct vmcb *vmcb = cpu->vmcb;

    if (vmcb->cpl != 0)
        return true;
    if (cpu->in_vmx_operation)
        return false;
    return !feature_control_allows(cpu) ||
           !fixed(vmcb->cr0, CAPABILITY_CR0_FIXED0, CAPABILITY_CR0_FIXED1) ||
           !fixed(vmcb->cr4 | CR4_VMXE, CAPABILITY_CR4_FIXED0, capability_cr4_fixed1(cpu));
}

void vmx_vmxon(struct cpu_state *cpu, const struct instruction *in)
{
    u64 region;

    if (!cpu->l1_vmxe) {
        raise(cpu, VECTOR_UD);
        return;
    }
    if (vmxon_raises_gp(cpu)) {
        raise_with_error(cpu, VECTOR_GP, 0);
        return;
    }
    if (!operand_read(cpu, in, &region, sizeof(region)))
        return;
    if (cpu->in_vmx_operation) {
        vm_fail(cpu, in, VM_ERROR_VMXON_IN_ROOT);
        return;
    }
    if (!vmx_pointer_valid(cpu, region) || region_revision(cpu, region) != cpu->settings.revision) {
        vm_fail_invalid(cpu, in);
        return;
    }
    cpu->in_vmx_operation = true;
    cpu->vmxon_pointer = region;
    cpu->current_vmcs = NO_POINTER;
    vm_succeed(cpu, in);
}

void vmx_vmxoff(struct cpu_state *cpu, const struct instruction *in)
{
    write_back_current(cpu);
    cpu->current_vmcs = NO_POINTER;
    cpu->in_vmx_operation = false;
    vm_succeed(cpu, in);
}

/* In VMX root operation VMCALL would call an SMM monitor; there is none. */
void vmx_vmcall(struct cpu_state *cpu, const struct instruction *in)
{
    vm_fail(cpu, in, VM_ERROR_VMCALL_IN_ROOT);
}
