/* Recognising a VMX instruction by its bytes, to explain an exception that it raised. */
#pragma once

#include "kit/types.h"

/*
 * The mnemonic of the VMX instruction at `code`, NULL when it is none. SDM Vol. 3C, "VMX Instruction
 * Reference", the opcode tables.
 */
const char *vmx_opcode_name(const u8 *code);
