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
    /* TODO(lab3.4): see handouts/lab3.md#lab34; this line goes when the step is written. */
    return todo("lab3.4");
}

enum vmx_result vmptrld(u64 vmcs)
{
    /* TODO(lab3.4): see handouts/lab3.md#lab34; this line goes when the step is written. */
    return todo("lab3.4");
}

/*
 * lab3.7  VMREAD and VMWRITE. The field's encoding is in a 64-bit register. VMREAD writes its
 * destination only when it succeeds: leave *value alone otherwise.
 */
enum vmx_result vmread(enum vmcs_field field, u64 *value)
{
    /* TODO(lab3.7): see handouts/lab3.md#lab37; this line goes when the step is written. */
    return todo("lab3.7");
}

enum vmx_result vmwrite(enum vmcs_field field, u64 value)
{
    /* TODO(lab3.7): see handouts/lab3.md#lab37; this line goes when the step is written. */
    return todo("lab3.7");
}
