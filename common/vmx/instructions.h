/*
 * The VMX instructions as C functions: the contracts that labs 2 and 3 fill in. Each says whether it
 * succeeded in the SDM's three ways. SDM Vol. 3C, "VMX Instruction Reference", "Conventions".
 */
#pragma once

#include "kit/types.h"
#include "vmx/fields.h"
#include "vmx/instruction_errors.h"

enum vmx_result {
    VMX_SUCCEED,      /* VMsucceed: CF = 0, ZF = 0 */
    VMX_FAIL_INVALID, /* VMfailInvalid: CF = 1, there is no current VMCS to hold an error number */
    VMX_FAIL_VALID,   /* VMfailValid: ZF = 1, the number is in VM_INSTRUCTION_ERROR */
};

/* Lab 2. `region`: physical address of the VMXON region. */
enum vmx_result vmxon(u64 region);
enum vmx_result vmxoff(void);

/* Lab 3. `vmcs`: physical address of a VMCS region. */
enum vmx_result vmclear(u64 vmcs);
enum vmx_result vmptrld(u64 vmcs);

/* Lab 3. *value is written only on VMX_SUCCEED. */
enum vmx_result vmread(enum vmcs_field field, u64 *value);
enum vmx_result vmwrite(enum vmcs_field field, u64 value);

/* Given (common/vmx/names.c): the words for a result, a field, a reason, an error number. */
const char *vmx_result_name(enum vmx_result result);
const char *vmcs_field_name(u32 encoding);
const char *vm_exit_reason_name(u32 basic_reason);
const char *vm_instruction_error_text(u32 number);

/* The result that the flags after a VMX instruction stand for. */
static inline enum vmx_result vmx_result_from_flags(bool carry, bool zero)
{
    if (carry)
        return VMX_FAIL_INVALID;
    return zero ? VMX_FAIL_VALID : VMX_SUCCEED;
}
