/* VM-instruction error numbers by name. SDM Vol. 3C, "VM Instruction Error Numbers". */
#pragma once

#include "kit/types.h"

enum vm_instruction_error {
#define VM_INSTRUCTION_ERROR_NUMBER(name, number, text) VM_ERROR_##name = number,
#include "vmx/instruction_errors.def"
#undef VM_INSTRUCTION_ERROR_NUMBER
};
