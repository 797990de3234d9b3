/* VMX controls by their SDM names: PIN_NMI_EXITING, PRIMARY_HLT_EXITING, EXIT_HOST_ADDRESS_SPACE_SIZE, ... */
#pragma once

#include "kit/types.h"

enum vmx_control {
#define VMX_CONTROL(group, name, bit, text) group##_##name = 1u << bit,
#include "vmx/controls.def"
#undef VMX_CONTROL
};
