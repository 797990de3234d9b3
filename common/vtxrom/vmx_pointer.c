/* VMCLEAR, VMPTRLD, VMPTRST. SDM Vol. 3C, the instructions' pages. */
#include "vtxrom/vmx_pointer.h"

#include "vtxrom/memory.h"
#include "vtxrom/vmx_instruction.h"

bool vmx_pointer_valid(const struct cpu_state *cpu, u64 pointer)
{
    return pointer % PAGE_SIZE == 0 && memory_accessible(cpu, pointer, PAGE_SIZE);
}

u32 region_revision(const struct cpu_state *cpu, u64 region)
{
    u32 revision;

    memory_read(cpu, region, &revision, sizeof(revision));
    return revision;
}

void write_back_current(struct cpu_state *cpu)
{
    if (cpu->current_vmcs != NO_POINTER)
        memory_write(cpu, cpu->current_vmcs, &cpu->vmcs, sizeof(cpu->vmcs));
}

void vmx_vmclear(struct cpu_state *cpu, const struct instruction *in)
{
    const u32 clear = 0;
    u64 pointer;

    if (!operand_read(cpu, in, &pointer, sizeof(pointer)))
        return;
    if (!vmx_pointer_valid(cpu, pointer)) {
        vm_fail(cpu, in, VM_ERROR_VMCLEAR_INVALID_ADDRESS);
        return;
    }
    if (pointer == cpu->vmxon_pointer) {
        vm_fail(cpu, in, VM_ERROR_VMCLEAR_VMXON_POINTER);
        return;
    }
    if (pointer == cpu->current_vmcs) {
        write_back_current(cpu);
        cpu->current_vmcs = NO_POINTER;
    }
    memory_write(cpu, pointer + offsetof(struct vmcs, launched), &clear, sizeof(clear));
    vm_succeed(cpu, in);
}

void vmx_vmptrld(struct cpu_state *cpu, const struct instruction *in)
{
    u64 pointer;

    if (!operand_read(cpu, in, &pointer, sizeof(pointer)))
        return;
    if (!vmx_pointer_valid(cpu, pointer)) {
        vm_fail(cpu, in, VM_ERROR_VMPTRLD_INVALID_ADDRESS);
        return;
    }
    if (pointer == cpu->vmxon_pointer) {
        vm_fail(cpu, in, VM_ERROR_VMPTRLD_VMXON_POINTER);
        return;
    }
    if (region_revision(cpu, pointer) != cpu->settings.revision) {
        vm_fail(cpu, in, VM_ERROR_VMPTRLD_WRONG_REVISION);
        return;
    }
    if (pointer != cpu->current_vmcs) {
        write_back_current(cpu);
        memory_read(cpu, pointer, &cpu->vmcs, sizeof(cpu->vmcs));
        cpu->current_vmcs = pointer;
    }
    vm_succeed(cpu, in);
}

void vmx_vmptrst(struct cpu_state *cpu, const struct instruction *in)
{
    if (operand_write(cpu, in, &cpu->current_vmcs, sizeof(cpu->current_vmcs)))
        vm_succeed(cpu, in);
}
