; Lab 5: into the guest and out of it. VMX saves and loads RSP, RIP, RFLAGS and the segment registers
; itself; the general-purpose registers are yours. SDM Vol. 3C, "Loading Guest State", "Loading Host State".

%include "common/vmx/vm.inc"
%include "kit/todo.inc"

bits 64
default rel
section .text

global vm_enter
global vm_exit_entry

; enum vmx_result vm_enter(struct guest_registers *registers, bool launched);
;
; RDI: where the guest's registers are. SIL: false for VMLAUNCH, true for VMRESUME.
; Comes back with RESULT_VM_EXIT after a VM exit, or with the result of an instruction that failed.
;
; Given: the registers that a C function must not change go on the stack, RDI last.
vm_enter:
        push    rbx
        push    rbp
        push    r12
        push    r13
        push    r14
        push    r15
        push    rdi

; lab5.3  VMWRITE the stack pointer to FIELD_HOST_RSP: a VM exit will find the stack as it is here. Load all
; fifteen registers of the guest from [RDI + GUEST_...], RDI last. VMLAUNCH, or VMRESUME if SIL is not
; 0 (test it before RSI is gone: MOV leaves the flags alone). If the next instruction is reached, the
; entry failed: RESULT_FAIL_INVALID in EAX if CF is set, else RESULT_FAIL_VALID; jump to leave_vm_enter.
; SDM Vol. 3C, "VMLAUNCH/VMRESUME - Launch/Resume Virtual Machine".
; BEGIN SOLUTION lab5.3
        mov     eax, FIELD_HOST_RSP
        vmwrite rax, rsp
        jbe     .failed                 ; CF or ZF

        test    sil, sil
        mov     rax, [rdi + GUEST_RAX]
        mov     rcx, [rdi + GUEST_RCX]
        mov     rdx, [rdi + GUEST_RDX]
        mov     rbx, [rdi + GUEST_RBX]
        mov     rbp, [rdi + GUEST_RBP]
        mov     rsi, [rdi + GUEST_RSI]
        mov     r8,  [rdi + GUEST_R8]
        mov     r9,  [rdi + GUEST_R9]
        mov     r10, [rdi + GUEST_R10]
        mov     r11, [rdi + GUEST_R11]
        mov     r12, [rdi + GUEST_R12]
        mov     r13, [rdi + GUEST_R13]
        mov     r14, [rdi + GUEST_R14]
        mov     r15, [rdi + GUEST_R15]
        mov     rdi, [rdi + GUEST_RDI]
        jnz     .resume
        vmlaunch
        jmp     .failed
.resume:
        vmresume
.failed:
        mov     eax, RESULT_FAIL_INVALID
        jc      leave_vm_enter
        mov     eax, RESULT_FAIL_VALID
        jmp     leave_vm_enter
; END SOLUTION

; The processor comes here at a VM exit (HOST_RIP), with RSP from HOST_RSP: the pointer to the guest's
; registers is on top of the stack. Every other general-purpose register still holds the guest's value.
;
; lab5.4  Store all fifteen registers of the guest at that pointer without losing one (XCHG with the top
; of the stack gives you a register; RSP must be as it was afterwards) and put RESULT_VM_EXIT in EAX.
; SDM Vol. 3C, "Loading Host State".
vm_exit_entry:
; BEGIN SOLUTION lab5.4
        xchg    rdi, [rsp]
        mov     [rdi + GUEST_RAX], rax
        mov     [rdi + GUEST_RCX], rcx
        mov     [rdi + GUEST_RDX], rdx
        mov     [rdi + GUEST_RBX], rbx
        mov     [rdi + GUEST_RBP], rbp
        mov     [rdi + GUEST_RSI], rsi
        mov     [rdi + GUEST_R8],  r8
        mov     [rdi + GUEST_R9],  r9
        mov     [rdi + GUEST_R10], r10
        mov     [rdi + GUEST_R11], r11
        mov     [rdi + GUEST_R12], r12
        mov     [rdi + GUEST_R13], r13
        mov     [rdi + GUEST_R14], r14
        mov     [rdi + GUEST_R15], r15
        mov     rax, [rsp]
        mov     [rdi + GUEST_RDI], rax
        mov     eax, RESULT_VM_EXIT
; END SOLUTION

; Given: back to the caller of vm_enter with EAX, the stack as vm_enter has left it.
leave_vm_enter:
        add     rsp, 8                  ; the pointer
        pop     r15
        pop     r14
        pop     r13
        pop     r12
        pop     rbp
        pop     rbx
        ret
