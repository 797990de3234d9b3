/* Opcodes of the VMX instructions. SDM Vol. 3C, "VMX Instruction Reference". */
#include "cpu/vmx_opcode.h"

#define PREFIX_OPERAND_SIZE 0x66
#define PREFIX_REP          0xf3
#define REX_MASK            0xf0
#define REX                 0x40
#define TWO_BYTE_ESCAPE     0x0f

#define MODRM_REG(modrm)  ((modrm) >> 3 & 7)
#define MODRM_IS_REGISTER 0xc0

static const char *group_0f01(u8 modrm)
{
    static const char *const names[] = { "VMCALL", "VMLAUNCH", "VMRESUME", "VMXOFF" };
    const u8 first = 0xc1;

    return modrm >= first && modrm < first + ARRAY_SIZE(names) ? names[modrm - first] : NULL;
}

static const char *group_0fc7(u8 prefix, u8 modrm)
{
    if ((modrm & MODRM_IS_REGISTER) == MODRM_IS_REGISTER)
        return NULL;
    if (MODRM_REG(modrm) == 7)
        return "VMPTRST";
    if (MODRM_REG(modrm) != 6)
        return NULL;
    return prefix == PREFIX_REP ? "VMXON" : prefix == PREFIX_OPERAND_SIZE ? "VMCLEAR" : "VMPTRLD";
}

const char *vmx_opcode_name(const u8 *code)
{
    u8 prefix = 0;

    if (*code == PREFIX_OPERAND_SIZE || *code == PREFIX_REP)
        prefix = *code++;
    if ((*code & REX_MASK) == REX)
        code++;
    if (*code != TWO_BYTE_ESCAPE)
        return NULL;
    switch (code[1]) {
    case 0x01:
        return group_0f01(code[2]);
    case 0xc7:
        return group_0fc7(prefix, code[2]);
    case 0x78:
        return "VMREAD";
    case 0x79:
        return "VMWRITE";
    case 0x38:
        return code[2] == 0x80 ? "INVEPT" : code[2] == 0x81 ? "INVVPID" : NULL;
    default:
        return NULL;
    }
}
