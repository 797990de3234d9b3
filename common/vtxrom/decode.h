/*
 * Instruction decoding, as far as exits need it: SVM tells that an instruction was intercepted, but
 * rarely its length or operands. SDM Vol. 2A, "Instruction Format".
 */
#pragma once

#include "vtxrom/cpu_state.h"

#define INSTRUCTION_MAX 15

/* Opcode bytes as one number: 0x90, 0x0f01, 0x0f3880. */
enum opcode_map {
    OPCODE_TWO_BYTE = 0x0f00,
    OPCODE_THREE_BYTE_38 = 0x0f3800,
};

enum segment_number {
    SEGMENT_ES,
    SEGMENT_CS,
    SEGMENT_SS,
    SEGMENT_DS,
    SEGMENT_FS,
    SEGMENT_GS,
};

struct instruction {
    u8 bytes[INSTRUCTION_MAX];
    u32 fetched; /* bytes that could be read */
    u32 length;
    bool operand_size_prefix, address_size_prefix, rep, repne, lock;
    bool segment_override;
    u8 rex;
    u32 opcode;
    u8 modrm;
    bool is_memory;  /* the ModRM operand is memory at `offset` in `segment` */
    u8 mod, reg, rm; /* with the REX extensions */
    enum segment_number segment;
    u64 offset; /* effective address */
    u64 displacement;
    bool has_base, has_index;
    u8 base, index, scale;            /* scale as in the SIB byte */
    u32 address_bytes, operand_bytes; /* 2, 4 or 8 */
};

/*
 * Fetch and decode the instruction at RIP of the level that runs. Returns false when its bytes
 * cannot be fetched or end too early.
 */
bool decode(const struct cpu_state *cpu, struct instruction *instruction);

/* The linear address of the memory operand; segment bases as the mode wants them. */
u64 operand_linear(const struct cpu_state *cpu, const struct instruction *instruction);
