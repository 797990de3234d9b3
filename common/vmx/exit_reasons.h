/* Basic exit reasons and the other bits of the exit-reason field. SDM Vol. 3C, "Basic VM-Exit Information". */
#pragma once

#include "kit/types.h"

enum vm_exit_reason {
#define VM_EXIT_REASON(name, number, text) EXIT_REASON_##name = number,
#include "vmx/exit_reasons.def"
#undef VM_EXIT_REASON
};

#define EXIT_REASON_BASIC_MASK    0xffffu
#define EXIT_REASON_ENTRY_FAILURE BIT(31)
