/*
 * Lab 3, given: VMREAD and VMWRITE that say what went wrong. They stand on the functions of vmcs.c.
 */
#include "kit/panic.h"
#include "kit/print.h"
#include "vmx/vmcs.h"

static void print_error_number(void)
{
    u64 number = 0;

    if (vmread(VM_INSTRUCTION_ERROR, &number) == VMX_SUCCEED)
        kprintf("VM-instruction error %lu, %s\n", number, vm_instruction_error_text(number));
    else
        kprintf("VMfailValid, and VM_INSTRUCTION_ERROR cannot be read\n");
}

static void report(const char *instruction, u32 field, enum vmx_result result)
{
    kprintf("%s %s (0x%04x) failed: ", instruction, vmcs_field_name(field), field);
    if (result == VMX_FAIL_VALID)
        print_error_number();
    else
        kprintf("%s, there is no current VMCS: VMPTRLD comes first\n", vmx_result_name(result));
}

bool vmcs_write(enum vmcs_field field, u64 value)
{
    enum vmx_result result = vmwrite(field, value);

    if (result != VMX_SUCCEED)
        report("VMWRITE", field, result);
    return result == VMX_SUCCEED;
}

bool vmcs_write_all(const struct vmcs_setting *settings, u32 count)
{
    for (u32 i = 0; i < count; i++)
        if (!vmcs_write(settings[i].field, settings[i].value))
            return false;
    return true;
}

u64 vmcs_read(enum vmcs_field field)
{
    u64 value = 0;
    enum vmx_result result = vmread(field, &value);

    if (result != VMX_SUCCEED) {
        report("VMREAD", field, result);
        panic("VMREAD %s (0x%04x) failed", vmcs_field_name(field), field);
    }
    return value;
}
