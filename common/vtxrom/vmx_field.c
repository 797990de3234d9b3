/* VMREAD and VMWRITE. SDM Vol. 3C, the instructions' pages. */
#include "vtxrom/vmx_instruction.h"

static u32 operand_size(const struct cpu_state *cpu)
{
    return cpu->vmcb->cs.attributes & SVM_ATTRIBUTE_LONG ? sizeof(u64) : sizeof(u32);
}

static u64 cut(const struct cpu_state *cpu, u64 value)
{
    return operand_size(cpu) == sizeof(u64) ? value : (u32)value;
}

/* What both check, in the SDM's order. Returns false with the failure set. */
static bool field_usable(struct cpu_state *cpu, const struct instruction *in, u64 encoding)
{
    if (cpu->current_vmcs == NO_POINTER) {
        vm_fail_invalid(cpu, in);
        return false;
    }
    if (!vmcs_field_exists(encoding)) {
        vm_fail(cpu, in, VM_ERROR_UNSUPPORTED_FIELD);
        return false;
    }
    return true;
}

void vmx_vmread(struct cpu_state *cpu, const struct instruction *in)
{
    u64 encoding = cut(cpu, cpu->gpr[in->reg]);

    if (!field_usable(cpu, in, encoding))
        return;
    u64 value = cut(cpu, vmcs_field_read(&cpu->vmcs, encoding));
    if (!in->is_memory)
        cpu->gpr[in->rm] = value;
    else if (!operand_write(cpu, in, &value, operand_size(cpu)))
        return;
    vm_succeed(cpu, in);
}

void vmx_vmwrite(struct cpu_state *cpu, const struct instruction *in)
{
    u64 encoding = cut(cpu, cpu->gpr[in->reg]), value = 0;

    if (cpu->current_vmcs == NO_POINTER) {
        vm_fail_invalid(cpu, in);
        return;
    }
    if (!in->is_memory)
        value = cut(cpu, cpu->gpr[in->rm]);
    else if (!operand_read(cpu, in, &value, operand_size(cpu)))
        return;
    if (!field_usable(cpu, in, encoding))
        return;
    if (vmcs_field_type(encoding) == VMCS_TYPE_READ_ONLY) {
        vm_fail(cpu, in, VM_ERROR_READ_ONLY_FIELD);
        return;
    }
    vmcs_field_write(&cpu->vmcs, encoding, value);
    vm_succeed(cpu, in);
}
