/*
 * How VMX instructions end, and their memory operands. SDM Vol. 3C, "VMX Instruction Reference",
 * "Conventions".
 */
#include "vtxrom/vmx_instruction.h"

#include "cpu/control_registers.h"
#include "cpu/msr.h"
#include "vtxrom/event.h"
#include "vtxrom/paging.h"

#define ARITHMETIC_FLAGS (RFLAGS_CF | RFLAGS_PF | RFLAGS_AF | RFLAGS_ZF | RFLAGS_SF | RFLAGS_OF)

static void finish(struct cpu_state *cpu, const struct instruction *in, u64 flags)
{
    cpu->vmcb->rflags = (cpu->vmcb->rflags & ~ARITHMETIC_FLAGS) | flags;
    skip_instruction(cpu, in->length);
}

void vm_succeed(struct cpu_state *cpu, const struct instruction *in)
{
    finish(cpu, in, 0);
}

void vm_fail_invalid(struct cpu_state *cpu, const struct instruction *in)
{
    finish(cpu, in, RFLAGS_CF);
}

void vm_fail(struct cpu_state *cpu, const struct instruction *in, enum vm_instruction_error number)
{
    if (cpu->current_vmcs == NO_POINTER) {
        vm_fail_invalid(cpu, in);
        return;
    }
    vmcs_set(&cpu->vmcs, VM_INSTRUCTION_ERROR, number);
    finish(cpu, in, RFLAGS_ZF);
}

/*
 * 64-bit mode: an address that is not canonical raises #SS or #GP. SDM Vol. 1, "Canonical
 * Addressing".
 */
static bool canonical(const struct cpu_state *cpu, u64 linear)
{
    u32 unused = cpu->vmcb->cr4 & CR4_LA57 ? 7 : 16;

    return !(cpu->vmcb->efer & EFER_LMA) || (u64)((s64)(linear << unused) >> unused) == linear;
}

static bool operand_reachable(struct cpu_state *cpu, const struct instruction *in, u64 linear,
                              u32 bytes)
{
    if (canonical(cpu, linear) && canonical(cpu, linear + bytes - 1))
        return true;
    raise_with_error(cpu, in->segment == SEGMENT_SS ? VECTOR_SS : VECTOR_GP, 0);
    return false;
}

bool operand_read(struct cpu_state *cpu, const struct instruction *in, void *value, u32 bytes)
{
    u64 linear = operand_linear(cpu, in), fault_address;
    struct translation fault;

    if (!operand_reachable(cpu, in, linear, bytes))
        return false;
    if (linear_read(cpu, linear, value, bytes, ACCESS_READ, &fault, &fault_address))
        return true;
    raise_page_fault(cpu, fault_address, fault.page_fault_error);
    return false;
}

bool operand_write(struct cpu_state *cpu, const struct instruction *in, const void *value,
                   u32 bytes)
{
    u64 linear = operand_linear(cpu, in), fault_address;
    struct translation fault;

    if (!operand_reachable(cpu, in, linear, bytes))
        return false;
    if (linear_write(cpu, linear, value, bytes, &fault, &fault_address))
        return true;
    raise_page_fault(cpu, fault_address, fault.page_fault_error);
    return false;
}
