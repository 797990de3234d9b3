/*
 * Lab 3: the instructions that work on a VMCS, as C functions. Each returns
 * vmx_result_from_flags of CF and ZF, read with GCC's "=@ccc" and "=@ccz" outputs.
 * SDM Vol. 3C, "VMX Instruction Reference", "Conventions".
 */
#include "kit/panic.h"
#include "vmx/instructions.h"

/*
 * lab3.4  VMCLEAR and VMPTRLD. Like VMXON's, their operand is a 64-bit word in memory that holds
 * the physical address. VMCLEAR makes the launch state clear and writes the VMCS back to memory;
 * VMPTRLD makes it the current one.
 */
enum vmx_result vmclear(u64 vmcs)
{
    /* BEGIN SOLUTION lab3.4 */
    bool carry, zero;

    __asm__ volatile("vmclear %[vmcs]"
                     : "=@ccc"(carry), "=@ccz"(zero)
                     : [vmcs] "m"(vmcs)
                     : "memory");
    return vmx_result_from_flags(carry, zero);
    /* END SOLUTION */
}

enum vmx_result vmptrld(u64 vmcs)
{
    /* BEGIN SOLUTION lab3.4 */
    bool carry, zero;

    __asm__ volatile("vmptrld %[vmcs]"
                     : "=@ccc"(carry), "=@ccz"(zero)
                     : [vmcs] "m"(vmcs)
                     : "memory");
    return vmx_result_from_flags(carry, zero);
    /* END SOLUTION */
}

/*
 * lab3.7  VMREAD and VMWRITE. The field's encoding is in a 64-bit register. VMREAD writes its
 * destination only when it succeeds: leave *value alone otherwise.
 */
enum vmx_result vmread(enum vmcs_field field, u64 *value)
{
    /* BEGIN SOLUTION lab3.7 */
    bool carry, zero;
    u64 content = 0;

    __asm__ volatile("vmread %[field], %[content]"
                     : [content] "+r"(content), "=@ccc"(carry), "=@ccz"(zero)
                     : [field] "r"((u64)field));
    if (!carry && !zero)
        *value = content;
    return vmx_result_from_flags(carry, zero);
    /* END SOLUTION */
}

enum vmx_result vmwrite(enum vmcs_field field, u64 value)
{
    /* BEGIN SOLUTION lab3.7 */
    bool carry, zero;

    __asm__ volatile("vmwrite %[value], %[field]"
                     : "=@ccc"(carry), "=@ccz"(zero)
                     : [field] "r"((u64)field), [value] "r"(value)
                     : "memory");
    return vmx_result_from_flags(carry, zero);
    /* END SOLUTION */
}
