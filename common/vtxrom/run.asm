; The one place where a guest is entered. AMD APM Vol. 2, 15.5 "VMRUN Instruction".

bits 64
default rel
section .text

RCX_AT equ 1 * 8
RDX_AT equ 2 * 8
RBX_AT equ 3 * 8
RBP_AT equ 5 * 8
RSI_AT equ 6 * 8
RDI_AT equ 7 * 8
R8_AT  equ 8 * 8
R9_AT  equ 9 * 8
R10_AT equ 10 * 8
R11_AT equ 11 * 8
R12_AT equ 12 * 8
R13_AT equ 13 * 8
R14_AT equ 14 * 8
R15_AT equ 15 * 8

; void run_guest(u64 *gpr, struct vmcb *vmcb);
;
; gpr: registers by their number in instructions; RAX and RSP are the VMCB's. GIF is clear before and after.
global run_guest
run_guest:
        push    rbx
        push    rbp
        push    r12
        push    r13
        push    r14
        push    r15
        push    rdi
        mov     rax, rsi
        mov     rcx, [rdi + RCX_AT]
        mov     rdx, [rdi + RDX_AT]
        mov     rbx, [rdi + RBX_AT]
        mov     rbp, [rdi + RBP_AT]
        mov     rsi, [rdi + RSI_AT]
        mov     r8,  [rdi + R8_AT]
        mov     r9,  [rdi + R9_AT]
        mov     r10, [rdi + R10_AT]
        mov     r11, [rdi + R11_AT]
        mov     r12, [rdi + R12_AT]
        mov     r13, [rdi + R13_AT]
        mov     r14, [rdi + R14_AT]
        mov     r15, [rdi + R15_AT]
        mov     rdi, [rdi + RDI_AT]
        vmrun
        xchg    rdi, [rsp]
        mov     [rdi + RCX_AT], rcx
        mov     [rdi + RDX_AT], rdx
        mov     [rdi + RBX_AT], rbx
        mov     [rdi + RBP_AT], rbp
        mov     [rdi + RSI_AT], rsi
        mov     [rdi + R8_AT],  r8
        mov     [rdi + R9_AT],  r9
        mov     [rdi + R10_AT], r10
        mov     [rdi + R11_AT], r11
        mov     [rdi + R12_AT], r12
        mov     [rdi + R13_AT], r13
        mov     [rdi + R14_AT], r14
        mov     [rdi + R15_AT], r15
        pop     rax
        mov     [rdi + RDI_AT], rax
        pop     r15
        pop     r14
        pop     r13
        pop     r12
        pop     rbp
        pop     rbx
        ret
