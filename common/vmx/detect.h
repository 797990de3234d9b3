/* Finding out what VMX this processor has: the contract of lab 1. */
#pragma once

#include "vmx/capabilities.h"

/* CPUID says that the processor has VMX (lab 1.1). */
bool vmx_supported(void);

/*
 * See to it that IA32_FEATURE_CONTROL allows VMXON outside SMX, and is locked (lab 1.2). Returns false,
 * and writes nothing, when firmware has locked it without the permission.
 */
bool feature_control_enable(void);

/* IA32_VMX_BASIC into the first four members (lab 1.3). */
void vmx_basic_read(struct vmx_capabilities *vmx);

/* The other capability MSRs into the rest (lab 1.4); vmx_basic_read came first. */
void vmx_capabilities_read(struct vmx_capabilities *vmx);

/* Print them (lab 1.5). */
void vmx_capabilities_report(const struct vmx_capabilities *vmx);
