; One stub a vector, one way on: a struct exception_frame (cpu/exceptions.h) on the stack, then C.
; SDM Vol. 3A, "Exception and Interrupt Reference" says which exceptions push an error code.

VECTORS          equ 32
WITH_ERROR_CODE  equ 1 << 8 | 1 << 10 | 1 << 11 | 1 << 12 | 1 << 13 | 1 << 14 | 1 << 17 | 1 << 21 \
                     | 1 << 29 | 1 << 30

bits 64
default rel
section .text
extern exception_report

%assign vector 0
%rep VECTORS
stub_ %+ vector:
    %if (WITH_ERROR_CODE >> vector & 1) == 0
        push    0
    %endif
        push    vector
        jmp     save_registers
    %assign vector vector + 1
%endrep

save_registers:
        push    rax
        push    rbx
        push    rcx
        push    rdx
        push    rsi
        push    rdi
        push    rbp
        push    r8
        push    r9
        push    r10
        push    r11
        push    r12
        push    r13
        push    r14
        push    r15
        cld
        mov     rdi, rsp
        and     rsp, -16
        call    exception_report

section .rodata
global exception_stubs
align 8
exception_stubs:
%assign vector 0
%rep VECTORS
        dq      stub_ %+ vector
    %assign vector vector + 1
%endrep
