/* The VMCS on top of its instructions: the contract of lab 3. */
#pragma once

#include "vmx/capabilities.h"
#include "vmx/instructions.h"
#include "vmx/vm.h"

/* A field and the value it shall have. */
struct vmcs_setting {
    enum vmcs_field field;
    u64 value;
};

/* Given (lab3-vmcs/vmcs_access.c): VMREAD and VMWRITE that say on the console what failed and why. */
bool vmcs_write(enum vmcs_field field, u64 value);
bool vmcs_write_all(const struct vmcs_setting *settings, u32 count);
u64 vmcs_read(enum vmcs_field field); /* panics when the field cannot be read */

/*
 * The value for a set of controls (lab 3.6): `wanted` plus what must be one. Returns false, after naming
 * each control of `group` ("PIN", "PRIMARY", ...) that is wanted but may not be one on this processor.
 */
bool vmx_adjust_controls(const char *group, const struct vmx_control_capability *capability,
                         u32 wanted, u32 *value);

/* The parts of a VMCS, on the current one. Each returns false after saying what failed. */
bool vmcs_set_controls(const struct vcpu *vcpu);    /* lab 3.5 */
bool vmcs_set_host_state(void);                     /* lab 3.8; HOST_RSP and HOST_RIP are lab 5's */
bool vmcs_set_guest_state(const struct vcpu *vcpu); /* lab 3.9 */

/* Given (common/vmx/names.c): the SDM's words for bit `bit` of the controls `group`, NULL if it has none. */
const char *vmx_control_name(const char *group, u32 bit);
