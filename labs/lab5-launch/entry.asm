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
; TODO(lab5.3): see handouts/lab5.md#lab53; this line goes when the step is written.
        TODO "lab5.3"

; The processor comes here at a VM exit (HOST_RIP), with RSP from HOST_RSP: the pointer to the guest's
; registers is on top of the stack. Every other general-purpose register still holds the guest's value.
;
; lab5.4  Store all fifteen registers of the guest at that pointer without losing one (XCHG with the top
; of the stack gives you a register; RSP must be as it was afterwards) and put RESULT_VM_EXIT in EAX.
; SDM Vol. 3C, "Loading Host State".
vm_exit_entry:
; TODO(lab5.4): see handouts/lab5.md#lab54; this line goes when the step is written.
        TODO "lab5.4"

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
