/* Recognising VMX instructions, and what all have in common before they begin. */
#include "vtxrom/vmx_instruction.h"

#include "cpu/control_registers.h"
#include "cpu/msr.h"
#include "vmx/exit_reasons.h"
#include "vtxrom/event.h"

#define OPCODE_GROUP_7 0x0f01
#define OPCODE_GROUP_9 0x0fc7
#define OPCODE_VMREAD  0x0f78
#define OPCODE_VMWRITE 0x0f79
#define OPCODE_INVEPT  0x0f3880
#define OPCODE_INVVPID 0x0f3881
#define MODRM_VMCALL   0xc1
#define REG_6          6
#define REG_7          7
#define REG_MASK       7

static const struct {
    u32 exit_reason;
    void (*execute)(struct cpu_state *, const struct instruction *);
} instructions[] = {
    { EXIT_REASON_VMXON, vmx_vmxon },       { EXIT_REASON_VMXOFF, vmx_vmxoff },
    { EXIT_REASON_VMCLEAR, vmx_vmclear },   { EXIT_REASON_VMPTRLD, vmx_vmptrld },
    { EXIT_REASON_VMPTRST, vmx_vmptrst },   { EXIT_REASON_VMREAD, vmx_vmread },
    { EXIT_REASON_VMWRITE, vmx_vmwrite },   { EXIT_REASON_INVEPT, vmx_invept },
    { EXIT_REASON_INVVPID, vmx_invvpid },   { EXIT_REASON_VMCALL, vmx_vmcall },
    { EXIT_REASON_VMLAUNCH, vmx_vmlaunch }, { EXIT_REASON_VMRESUME, vmx_vmresume },
};

static u32 group_7(u8 modrm)
{
    static const u8 reasons[] = { EXIT_REASON_VMCALL, EXIT_REASON_VMLAUNCH, EXIT_REASON_VMRESUME,
                                  EXIT_REASON_VMXOFF };

    return modrm >= MODRM_VMCALL && modrm < MODRM_VMCALL + ARRAY_SIZE(reasons)
               ? reasons[modrm - MODRM_VMCALL]
               : 0;
}

static u32 group_9(const struct instruction *in)
{
    u8 reg = in->reg & REG_MASK;

    if (!in->is_memory || in->repne)
        return 0;
    if (reg == REG_7 && !in->operand_size_prefix && !in->rep)
        return EXIT_REASON_VMPTRST;
    if (reg != REG_6)
        return 0;
    if (in->rep)
        return EXIT_REASON_VMXON;
    return in->operand_size_prefix ? EXIT_REASON_VMCLEAR : EXIT_REASON_VMPTRLD;
}

u32 vmx_instruction_exit_reason(const struct instruction *in)
{
    bool plain = !in->operand_size_prefix && !in->rep && !in->repne;

    if (in->lock)
        return 0;
    switch (in->opcode) {
    case OPCODE_GROUP_7:
        return plain ? group_7(in->modrm) : 0;
    case OPCODE_GROUP_9:
        return group_9(in);
    case OPCODE_VMREAD:
        return plain ? EXIT_REASON_VMREAD : 0;
    case OPCODE_VMWRITE:
        return plain ? EXIT_REASON_VMWRITE : 0;
    case OPCODE_INVEPT:
        return in->operand_size_prefix && in->is_memory ? EXIT_REASON_INVEPT : 0;
    case OPCODE_INVVPID:
        return in->operand_size_prefix && in->is_memory ? EXIT_REASON_INVVPID : 0;
    default:
        return 0;
    }
}

/*
 * Compatibility mode (LMA without a 64-bit code segment), real mode and virtual-8086 mode raise
 * #UD.
 */
static bool mode_allows(const struct vmcb *vmcb)
{
    bool long_segment = vmcb->cs.attributes & SVM_ATTRIBUTE_LONG;

    if (!(vmcb->cr0 & CR0_PE) || vmcb->rflags & RFLAGS_VM)
        return false;
    return !(vmcb->efer & EFER_LMA) || long_segment;
}

void vmx_instruction(struct cpu_state *cpu)
{
    struct instruction in;
    u32 reason = decode(cpu, &in) ? vmx_instruction_exit_reason(&in) : 0;

    if (!reason || !mode_allows(cpu->vmcb)) {
        raise(cpu, VECTOR_UD);
        return;
    }
    if (reason == EXIT_REASON_VMXON) {
        vmx_vmxon(cpu, &in);
        return;
    }
    if (!cpu->in_vmx_operation) {
        raise(cpu, VECTOR_UD);
        return;
    }
    if (cpu->vmcb->cpl != 0) {
        raise_with_error(cpu, VECTOR_GP, 0);
        return;
    }
    for (u32 i = 0; i < ARRAY_SIZE(instructions); i++)
        if (instructions[i].exit_reason == reason)
            instructions[i].execute(cpu, &in);
}
