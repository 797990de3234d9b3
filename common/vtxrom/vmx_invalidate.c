/*
 * INVEPT and INVVPID. All that can be cached here is the shadow of L1's EPT; it is dropped whole.
 */
#include "vmx/controls.h"
#include "vmx/ept_entry.h"
#include "vtxrom/check.h"
#include "vtxrom/event.h"
#include "vtxrom/npt.h"
#include "vtxrom/vmx_instruction.h"

enum invvpid_type {
    INVVPID_INDIVIDUAL_ADDRESS,
    INVVPID_SINGLE_CONTEXT,
    INVVPID_ALL_CONTEXTS,
    INVVPID_SINGLE_CONTEXT_RETAINING_GLOBALS,
};

struct invvpid_descriptor {
    u16 vpid;
    u16 reserved[3];
    u64 linear_address;
};

void vmx_invept(struct cpu_state *cpu, const struct instruction *in)
{
    u64 type = cpu->gpr[in->reg];
    struct invept_descriptor descriptor;

    if (!cpu->settings.ept) {
        raise(cpu, VECTOR_UD);
        return;
    }
    if (type != INVEPT_SINGLE_CONTEXT && type != INVEPT_ALL_CONTEXT) {
        vm_fail(cpu, in, VM_ERROR_INVALID_OPERAND_TO_INVEPT_INVVPID);
        return;
    }
    if (!operand_read(cpu, in, &descriptor, sizeof(descriptor)))
        return;
    if (type == INVEPT_SINGLE_CONTEXT && !ept_pointer_valid(cpu, descriptor.ept_pointer)) {
        vm_fail(cpu, in, VM_ERROR_INVALID_OPERAND_TO_INVEPT_INVVPID);
        return;
    }
    shadow_reset(cpu);
    vm_succeed(cpu, in);
}

static bool invvpid_operand_valid(const struct cpu_state *cpu, u64 type,
                                  const struct invvpid_descriptor *descriptor)
{
    if (descriptor->reserved[0] | descriptor->reserved[1] | descriptor->reserved[2])
        return false;
    if (type != INVVPID_ALL_CONTEXTS && descriptor->vpid == 0)
        return false;
    return type != INVVPID_INDIVIDUAL_ADDRESS || linear_canonical(cpu, descriptor->linear_address);
}

/* Nothing is tagged with a VPID: every VMRUN starts with an empty TLB. Only the operands count. */
void vmx_invvpid(struct cpu_state *cpu, const struct instruction *in)
{
    u64 type = cpu->gpr[in->reg];
    struct invvpid_descriptor descriptor;

    if (type > INVVPID_SINGLE_CONTEXT_RETAINING_GLOBALS) {
        vm_fail(cpu, in, VM_ERROR_INVALID_OPERAND_TO_INVEPT_INVVPID);
        return;
    }
    if (!operand_read(cpu, in, &descriptor, sizeof(descriptor)))
        return;
    if (!invvpid_operand_valid(cpu, type, &descriptor))
        vm_fail(cpu, in, VM_ERROR_INVALID_OPERAND_TO_INVEPT_INVVPID);
    else
        vm_succeed(cpu, in);
}
