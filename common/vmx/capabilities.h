/* What this processor's VMX can do, read once from the capability MSRs (lab 1) and used by every later lab. */
#pragma once

#include "kit/types.h"

/*
 * One set of controls. SDM Vol. 3D, A.2 "Reserved Controls and Default Settings":
 * a bit set in must_be_one has to be 1 in the control, a bit clear in may_be_one has to be 0.
 */
struct vmx_control_capability {
    u32 must_be_one; /* the "allowed 0-settings": low half of the MSR */
    u32 may_be_one;  /* the "allowed 1-settings": high half of the MSR */
};

struct vmx_capabilities {
    u32 revision;       /* VMCS revision identifier, 31 bits */
    u32 region_size;    /* bytes of a VMXON or VMCS region, at most 4096 */
    u32 memory_type;    /* of those regions: 0 uncacheable, 6 write-back */
    bool true_controls; /* the TRUE_ capability MSRs exist */

    struct vmx_control_capability pin;
    struct vmx_control_capability primary;
    struct vmx_control_capability secondary; /* all zero when there are no secondary controls */
    struct vmx_control_capability exit;
    struct vmx_control_capability entry;

    u64 cr0_fixed0, cr0_fixed1;
    u64 cr4_fixed0, cr4_fixed1;
    u64 ept_vpid; /* IA32_VMX_EPT_VPID_CAP, 0 when it does not exist */
};
