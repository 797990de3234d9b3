/* One logical processor as the labs know it. */
#pragma once

#include "kit/types.h"
#include "vmx/capabilities.h"

struct cpu {
    struct vmx_capabilities vmx; /* lab 1 */
    u64 vmxon_region;            /* lab 2: physical address, 0 before */
};
