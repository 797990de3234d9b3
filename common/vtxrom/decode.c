/* Prefixes, opcode, ModRM, SIB, displacement. SDM Vol. 2A, chapter 2. */
#include "vtxrom/decode.h"

#include "kit/string.h"
#include "vtxrom/decode_cursor.h"
#include "vtxrom/paging.h"
#include "vtxrom/segments.h"

#define ESCAPE    0x0f
#define ESCAPE_38 0x38
#define REX_MASK  0xf0
#define REX_BASE  0x40
#define REX_W     0x08

#define PREFIX_OPERAND_SIZE 0x66
#define PREFIX_ADDRESS_SIZE 0x67
#define PREFIX_LOCK         0xf0
#define PREFIX_REPNE        0xf2
#define PREFIX_REP          0xf3

static void fetch(const struct cpu_state *cpu, struct instruction *in)
{
    u64 linear = current_linear_rip(cpu), fault_address;
    u32 in_page = PAGE_SIZE - (linear & (PAGE_SIZE - 1));
    u32 first = in_page < INSTRUCTION_MAX ? in_page : INSTRUCTION_MAX;
    struct translation fault;

    if (!linear_read(cpu, linear, in->bytes, first, ACCESS_FETCH, &fault, &fault_address))
        return;
    in->fetched = first;
    if (first < INSTRUCTION_MAX &&
        linear_read(cpu, linear + first, in->bytes + first, INSTRUCTION_MAX - first, ACCESS_FETCH,
                    &fault, &fault_address))
        in->fetched = INSTRUCTION_MAX;
}

static bool segment_prefix(u8 byte, enum segment_number *segment)
{
    static const u8 prefixes[] = { 0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65 };

    for (u32 i = 0; i < sizeof(prefixes); i++) {
        if (prefixes[i] == byte) {
            *segment = i;
            return true;
        }
    }
    return false;
}

static bool legacy_prefix(struct instruction *in, u8 byte)
{
    switch (byte) {
    case PREFIX_OPERAND_SIZE:
        in->operand_size_prefix = true;
        return true;
    case PREFIX_ADDRESS_SIZE:
        in->address_size_prefix = true;
        return true;
    case PREFIX_LOCK:
        in->lock = true;
        return true;
    case PREFIX_REPNE:
        in->repne = true;
        in->rep = false;
        return true;
    case PREFIX_REP:
        in->rep = true;
        in->repne = false;
        return true;
    default:
        if (!segment_prefix(byte, &in->segment))
            return false;
        in->segment_override = true;
        return true;
    }
}

static void sizes(const struct cpu_state *cpu, struct instruction *in)
{
    u16 cs = cpu->vmcb->cs.attributes;
    bool is_64 = cs & SVM_ATTRIBUTE_LONG, is_32 = cs & SVM_ATTRIBUTE_BIG;

    if (is_64) {
        in->address_bytes = in->address_size_prefix ? 4 : 8;
        in->operand_bytes = in->rex & REX_W ? 8 : in->operand_size_prefix ? 2 : 4;
    } else {
        in->address_bytes = is_32 != in->address_size_prefix ? 4 : 2;
        in->operand_bytes = is_32 != in->operand_size_prefix ? 4 : 2;
    }
}

/*
 * Of the one-byte opcodes only those that an exit can be about; everything else has none as far as
 * we look.
 */
static bool has_modrm(u32 opcode)
{
    switch (opcode) {
    case 0x0f00: /* SLDT, STR, LLDT, LTR */
    case 0x0f01: /* SGDT ... INVLPG, VMX */
    case 0x0f20: /* MOV from CR, DR, to CR, DR */
    case 0x0f21:
    case 0x0f22:
    case 0x0f23:
    case 0x0f78: /* VMREAD */
    case 0x0f79: /* VMWRITE */
    case 0x0fb0: /* CMPXCHG, BTx, MOVZX, MOVSX, XADD: memory operands of EPT violations */
    case 0x0fb1:
    case 0x0fb6:
    case 0x0fb7:
    case 0x0fbe:
    case 0x0fbf:
    case 0x0fc0:
    case 0x0fc1:
    case 0x0fc7: /* VMPTRLD ... RDRAND */
        return true;
    }
    if (opcode >= OPCODE_THREE_BYTE_38)
        return true;
    if (opcode >= OPCODE_TWO_BYTE)
        return opcode >= 0x0f40 && opcode <= 0x0f4f;
    if (opcode < 0x40)
        return !(opcode & 4);
    return (opcode >= 0x80 && opcode <= 0x8f) || opcode == 0x63 || opcode == 0x69 ||
           opcode == 0x6b || opcode == 0xc0 || opcode == 0xc1 || opcode == 0xc6 || opcode == 0xc7 ||
           (opcode >= 0xd0 && opcode <= 0xd3) || opcode == 0xf6 || opcode == 0xf7 || opcode >= 0xfe;
}

bool decode(const struct cpu_state *cpu, struct instruction *in)
{
    struct cursor at = { in, false };

    memset(in, 0, sizeof(*in));
    in->segment = SEGMENT_DS;
    fetch(cpu, in);
    u8 byte = cursor_byte(&at);
    while (!at.overrun && legacy_prefix(in, byte))
        byte = cursor_byte(&at);
    if (cpu->vmcb->cs.attributes & SVM_ATTRIBUTE_LONG && (byte & REX_MASK) == REX_BASE) {
        in->rex = byte;
        byte = cursor_byte(&at);
    }
    in->opcode = byte;
    if (byte == ESCAPE) {
        byte = cursor_byte(&at);
        in->opcode = OPCODE_TWO_BYTE | byte;
        if (byte == ESCAPE_38)
            in->opcode = OPCODE_THREE_BYTE_38 | cursor_byte(&at);
    }
    sizes(cpu, in);
    if (has_modrm(in->opcode))
        decode_modrm(cpu, &at);
    return !at.overrun;
}

u64 operand_linear(const struct cpu_state *cpu, const struct instruction *in)
{
    bool is_64 = cpu->vmcb->cs.attributes & SVM_ATTRIBUTE_LONG;
    u64 base = segment_base(cpu, in->segment);

    if (is_64)
        return in->segment >= SEGMENT_FS ? base + in->offset : in->offset;
    return (u32)(base + in->offset);
}
