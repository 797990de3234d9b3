/* Words for the numbers of VMX, each table made from its one list. */
#include "kit/string.h"
#include "vmx/controls.h"
#include "vmx/exit_reasons.h"
#include "vmx/instructions.h"
#include "vmx/vmcs.h"

#define UNKNOWN "unknown"

const char *vmx_result_name(enum vmx_result result)
{
    static const char *const names[] = {
        [VMX_SUCCEED] = "VMsucceed",
        [VMX_FAIL_INVALID] = "VMfailInvalid",
        [VMX_FAIL_VALID] = "VMfailValid",
    };

    return (u32)result < ARRAY_SIZE(names) ? names[result] : UNKNOWN;
}

const char *vmcs_field_name(u32 encoding)
{
    switch (encoding & ~VMCS_ENCODING_HIGH) {
#define VMCS_FIELD(name, encoding) \
    case encoding:                 \
        return #name;
#include "vmx/fields.def"
#undef VMCS_FIELD
    }
    return "unknown field";
}

const char *vm_exit_reason_name(u32 basic_reason)
{
    switch (basic_reason) {
#define VM_EXIT_REASON(name, number, text) \
    case number:                           \
        return text;
#include "vmx/exit_reasons.def"
#undef VM_EXIT_REASON
    }
    return "a reason that the SDM does not define";
}

const char *vm_instruction_error_text(u32 number)
{
    switch (number) {
#define VM_INSTRUCTION_ERROR_NUMBER(name, number, text) \
    case number:                                        \
        return text;
#include "vmx/instruction_errors.def"
#undef VM_INSTRUCTION_ERROR_NUMBER
    }
    return "a number that the SDM does not define";
}

const char *vmx_control_name(const char *group, u32 bit)
{
    static const struct {
        const char *group;
        u32 bit;
        const char *text;
    } controls[] = {
#define VMX_CONTROL(group, name, bit, text) { #group, bit, text },
#include "vmx/controls.def"
#undef VMX_CONTROL
    };

    for (u32 i = 0; i < ARRAY_SIZE(controls); i++)
        if (controls[i].bit == bit && !strcmp(controls[i].group, group))
            return controls[i].text;
    return NULL;
}
