/* The numbers that the VM-entry code in NASM (lab 5) needs, taken from C: becomes vm.inc. */
#include "kit/offsets.h"
#include "vmx/fields.h"
#include "vmx/instructions.h"
#include "vmx/vm.h"

void vm_offsets(void)
{
    ASM_CONSTANT(FIELD_HOST_RSP, HOST_RSP);
    ASM_CONSTANT(RESULT_VM_EXIT, VMX_SUCCEED);
    ASM_CONSTANT(RESULT_FAIL_INVALID, VMX_FAIL_INVALID);
    ASM_CONSTANT(RESULT_FAIL_VALID, VMX_FAIL_VALID);
    OFFSET(GUEST_RAX, struct guest_registers, rax);
    OFFSET(GUEST_RCX, struct guest_registers, rcx);
    OFFSET(GUEST_RDX, struct guest_registers, rdx);
    OFFSET(GUEST_RBX, struct guest_registers, rbx);
    OFFSET(GUEST_RBP, struct guest_registers, rbp);
    OFFSET(GUEST_RSI, struct guest_registers, rsi);
    OFFSET(GUEST_RDI, struct guest_registers, rdi);
    OFFSET(GUEST_R8, struct guest_registers, r8);
    OFFSET(GUEST_R9, struct guest_registers, r9);
    OFFSET(GUEST_R10, struct guest_registers, r10);
    OFFSET(GUEST_R11, struct guest_registers, r11);
    OFFSET(GUEST_R12, struct guest_registers, r12);
    OFFSET(GUEST_R13, struct guest_registers, r13);
    OFFSET(GUEST_R14, struct guest_registers, r14);
    OFFSET(GUEST_R15, struct guest_registers, r15);
}
