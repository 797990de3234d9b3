/*
 * The ModRM operand. SDM Vol. 2A, "ModR/M and SIB Bytes", tables for 16-bit and 32-bit addressing
 * forms.
 */
#include "vtxrom/decode_cursor.h"

#define REX_R 0x04
#define REX_X 0x02
#define REX_B 0x01

#define MOD_REGISTER 3
#define RM_SIB       4
#define RM_DISP32    5 /* with mod 0: a displacement, RIP-relative in 64-bit mode */
#define RM_16_DISP16 6 /* with mod 0 */
#define SIB_NO_INDEX 4
#define SIB_NO_BASE  5 /* with mod 0 */

static u64 gpr_of(const struct cpu_state *cpu, u8 number)
{
    return cpu->gpr[number];
}

static void displacement(struct cursor *at, u32 bytes)
{
    at->in->displacement = cursor_signed(at, bytes);
}

/* RSP and RBP as a base make SS the default segment. */
static void default_segment(struct instruction *in)
{
    if (!in->segment_override && in->has_base && (in->base == GPR_RSP || in->base == GPR_RBP))
        in->segment = SEGMENT_SS;
}

static void sib(struct cursor *at)
{
    struct instruction *in = at->in;
    u8 byte = cursor_byte(at);

    in->scale = byte >> 6;
    in->index = (byte >> 3 & 7) | (in->rex & REX_X ? 8 : 0);
    in->has_index = in->index != SIB_NO_INDEX;
    in->base = (byte & 7) | (in->rex & REX_B ? 8 : 0);
    in->has_base = (byte & 7) != SIB_NO_BASE || in->mod != 0;
    if (!in->has_base)
        displacement(at, sizeof(u32));
}

static void operand_32_or_64(const struct cpu_state *cpu, struct cursor *at)
{
    struct instruction *in = at->in;
    bool is_64 = cpu->vmcb->cs.attributes & SVM_ATTRIBUTE_LONG, rip_relative = false;
    u8 rm = in->modrm & 7;

    in->base = in->rm;
    in->has_base = true;
    if (rm == RM_SIB) {
        sib(at);
    } else if (rm == RM_DISP32 && in->mod == 0) {
        in->has_base = false;
        rip_relative = is_64;
        displacement(at, sizeof(u32));
    }
    if (in->mod == 1)
        displacement(at, sizeof(u8));
    else if (in->mod == 2)
        displacement(at, sizeof(u32));
    default_segment(in);

    in->offset = in->displacement;
    if (in->has_base)
        in->offset += gpr_of(cpu, in->base);
    if (in->has_index)
        in->offset += gpr_of(cpu, in->index) << in->scale;
    if (rip_relative) /* no instruction that exits has an immediate behind such an operand */
        in->offset += cpu->vmcb->rip + in->length;
    if (in->address_bytes == sizeof(u32))
        in->offset = (u32)in->offset;
}

static void operand_16(const struct cpu_state *cpu, struct cursor *at)
{
    static const s8 bases[] = { GPR_RBX, GPR_RBX, GPR_RBP, GPR_RBP, -1, -1, GPR_RBP, GPR_RBX };
    static const s8 indices[] = { GPR_RSI, GPR_RDI, GPR_RSI, GPR_RDI, GPR_RSI, GPR_RDI, -1, -1 };
    struct instruction *in = at->in;
    u8 rm = in->modrm & 7;
    bool only_displacement = rm == RM_16_DISP16 && in->mod == 0;

    in->has_base = bases[rm] >= 0 && !only_displacement;
    in->has_index = indices[rm] >= 0;
    in->base = in->has_base ? bases[rm] : 0;
    in->index = in->has_index ? indices[rm] : 0;
    if (in->mod == 1)
        displacement(at, sizeof(u8));
    else if (in->mod == 2 || only_displacement)
        displacement(at, sizeof(u16));
    default_segment(in);

    in->offset = in->displacement;
    if (in->has_base)
        in->offset += gpr_of(cpu, in->base);
    if (in->has_index)
        in->offset += gpr_of(cpu, in->index);
    in->offset = (u16)in->offset;
}

void decode_modrm(const struct cpu_state *cpu, struct cursor *at)
{
    struct instruction *in = at->in;

    in->modrm = cursor_byte(at);
    in->mod = in->modrm >> 6;
    in->reg = (in->modrm >> 3 & 7) | (in->rex & REX_R ? 8 : 0);
    in->rm = (in->modrm & 7) | (in->rex & REX_B ? 8 : 0);
    in->is_memory = in->mod != MOD_REGISTER;
    if (!in->is_memory)
        return;
    if (in->address_bytes == sizeof(u16))
        operand_16(cpu, at);
    else
        operand_32_or_64(cpu, at);
}
