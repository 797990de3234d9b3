/* MOV CR, CLTS, LMSW, SMSW. SDM Vol. 2A and 2B, the instructions' pages. */
#include "vtxrom/control_register.h"

#include "cpu/control_registers.h"
#include "cpu/msr.h"
#include "vtxrom/debug.h"
#include "vtxrom/event.h"
#include "vtxrom/vmx_instruction.h"

#define OPCODE_CLTS        0x0f06
#define OPCODE_GROUP_7     0x0f01
#define OPCODE_MOV_FROM_CR 0x0f20
#define OPCODE_MOV_TO_CR   0x0f22
#define GROUP_7_SMSW       4
#define GROUP_7_LMSW       6
#define REG_MASK           7
#define LMSW_BITS          (CR0_PE | CR0_MP | CR0_EM | CR0_TS)
#define CR0_DEFINED                                                                            \
    (CR0_PE | CR0_MP | CR0_EM | CR0_TS | CR0_ET | CR0_NE | CR0_WP | CR0_AM | CR0_NW | CR0_CD | \
     CR0_PG)

void cr_decode(const struct cpu_state *cpu, struct cr_instruction *cr)
{
    u32 group;

    if (!decode(cpu, &cr->in))
        rom_stop(cpu, "a control-register instruction whose bytes cannot be fetched");
    group = cr->in.reg & REG_MASK;
    cr->number = 0;
    if (cr->in.opcode == OPCODE_CLTS) {
        cr->operation = CR_CLTS;
    } else if (cr->in.opcode == OPCODE_GROUP_7 && group == GROUP_7_LMSW) {
        cr->operation = CR_LMSW;
    } else if (cr->in.opcode == OPCODE_GROUP_7 && group == GROUP_7_SMSW) {
        cr->operation = CR_SMSW;
    } else if (cr->in.opcode == OPCODE_MOV_FROM_CR || cr->in.opcode == OPCODE_MOV_TO_CR) {
        cr->operation = cr->in.opcode == OPCODE_MOV_TO_CR ? CR_MOV_TO : CR_MOV_FROM;
        cr->number = cr->in.reg;
    } else {
        rom_stop(cpu, "a control-register exit at an instruction that is none");
    }
}

static bool is_long(const struct cpu_state *cpu)
{
    return cpu->vmcb->cs.attributes & SVM_ATTRIBUTE_LONG;
}

bool cr_source(struct cpu_state *cpu, const struct cr_instruction *cr, u64 *value)
{
    u16 word;

    if (cr->operation == CR_MOV_TO) {
        *value = is_long(cpu) ? cpu->gpr[cr->in.rm] : (u32)cpu->gpr[cr->in.rm];
        return true;
    }
    if (!cr->in.is_memory) {
        *value = (u16)cpu->gpr[cr->in.rm];
        return true;
    }
    if (!operand_read(cpu, &cr->in, &word, sizeof(word)))
        return false;
    *value = word;
    return true;
}

static void register_result(struct cpu_state *cpu, const struct cr_instruction *cr, u64 value)
{
    u64 *to = &cpu->gpr[cr->in.rm];

    if (cr->operation == CR_SMSW && cr->in.operand_bytes == sizeof(u16))
        *to = (*to & ~0xffffull) | (u16)value;
    else if (cr->operation == CR_SMSW && cr->in.operand_bytes == sizeof(u32))
        *to = (u32)value;
    else
        *to = is_long(cpu) ? value : (u32)value;
}

void cr_result(struct cpu_state *cpu, const struct cr_instruction *cr, u64 value)
{
    u16 word = value;

    if (!cr->in.is_memory || cr->operation == CR_MOV_FROM)
        register_result(cpu, cr, value);
    else if (!operand_write(cpu, &cr->in, &word, sizeof(word)))
        return;
    skip_instruction(cpu, cr->in.length);
}

bool cr0_load(struct cpu_state *cpu, u64 value)
{
    struct vmcb *vmcb = cpu->vmcb;
    bool paging = value & CR0_PG, long_mode = vmcb->efer & EFER_LME;

    if (value >> 32 || (paging && !(value & CR0_PE)) || (value & CR0_NW && !(value & CR0_CD)))
        return false;
    if (paging && long_mode && !(vmcb->cr4 & CR4_PAE))
        return false;
    if (!paging && is_long(cpu))
        return false;
    vmcb->cr0 = (value & CR0_DEFINED) | CR0_ET;
    vmcb->efer = (vmcb->efer & ~EFER_LMA) | (paging && long_mode ? EFER_LMA : 0);
    return true;
}

u64 lmsw_value(u64 now, u64 source)
{
    return (now & ~LMSW_BITS) | (source & LMSW_BITS) | (now & CR0_PE);
}
