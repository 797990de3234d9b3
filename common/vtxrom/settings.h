/* What the machine's owner can change about this VT-x: fw_cfg files opt/vmxlab/... (settings.c). */
#pragma once

#include "kit/types.h"

struct settings {
    u64 feature_control; /* first value of IA32_FEATURE_CONTROL */
    bool ept;
    bool true_controls;
    u32 revision; /* VMCS revision identifier, 31 bits */
};

/* Read them once, before L1 runs. Stops the machine at a value that it does not know. */
void settings_read(struct settings *settings);
