/* SDM Vol. 3C, tables "Format of the VM-Exit Instruction-Information Field as Used for ...". */
#include "vtxrom/decode.h"
#include "vtxrom/l2_exit.h"

#define SCALE_SHIFT        0
#define REGISTER_1_SHIFT   3
#define ADDRESS_SIZE_SHIFT 7
#define IS_REGISTER        BIT(10)
#define SEGMENT_SHIFT      15
#define INDEX_SHIFT        18
#define INDEX_INVALID      BIT(22)
#define BASE_SHIFT         23
#define BASE_INVALID       BIT(27)
#define REGISTER_2_SHIFT   28

static u32 memory_operand(const struct instruction *in)
{
    u32 address_size = in->address_bytes == sizeof(u16)   ? 0
                       : in->address_bytes == sizeof(u32) ? 1
                                                          : 2;

    return in->scale << SCALE_SHIFT | address_size << ADDRESS_SIZE_SHIFT |
           in->segment << SEGMENT_SHIFT |
           (in->has_index ? (u32)in->index << INDEX_SHIFT : INDEX_INVALID) |
           (in->has_base ? (u32)in->base << BASE_SHIFT : BASE_INVALID);
}

u32 instruction_information(const struct instruction *in, bool has_second_register)
{
    u32 operand =
        in->is_memory ? memory_operand(in) : IS_REGISTER | (u32)in->rm << REGISTER_1_SHIFT;

    return operand | (has_second_register ? (u32)in->reg << REGISTER_2_SHIFT : 0);
}
