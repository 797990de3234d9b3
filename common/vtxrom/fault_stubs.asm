; The entries of the ROM's interrupt table, and instructions that may fault.

bits 64
default rel

VECTORS         equ 256
FAULTS          equ 32
WITH_ERROR_CODE equ 1 << 8 | 1 << 10 | 1 << 11 | 1 << 12 | 1 << 13 | 1 << 14 | 1 << 17
STUB_BYTES      equ 16

section .text
extern fault_handler

global fault_stubs
align STUB_BYTES
fault_stubs:
%assign vector 0
%rep VECTORS
        align   STUB_BYTES
    %if vector >= FAULTS || (WITH_ERROR_CODE >> vector & 1) == 0
        push    qword 0
    %endif
        push    qword vector
        jmp     near save_registers
    %assign vector vector + 1
%endrep

; Only one event is wanted at a time: with GIF clear again the next one waits.
save_registers:
        clgi
        push    rax
        push    rcx
        push    rdx
        push    rsi
        push    rdi
        push    r8
        push    r9
        push    r10
        push    r11
        lea     rdi, [rsp + 9 * 8]
        push    rbp
        mov     rbp, rsp
        and     rsp, -16
        call    fault_handler
        mov     rsp, rbp
        pop     rbp
        mov     [rsp + 11 * 8], rax     ; where to go on
        pop     r11
        pop     r10
        pop     r9
        pop     r8
        pop     rdi
        pop     rsi
        pop     rdx
        pop     rcx
        pop     rax
        add     rsp, 16                 ; vector and error code
        iretq

; bool try_rdmsr(u32 index, u64 *value);
global try_rdmsr
try_rdmsr:
        mov     ecx, edi
.fault: rdmsr
        shl     rdx, 32
        or      rax, rdx
        mov     [rsi], rax
        mov     eax, 1
        ret

; bool try_wrmsr(u32 index, u64 value);
global try_wrmsr
try_wrmsr:
        mov     ecx, edi
        mov     rax, rsi
        mov     rdx, rsi
        shr     rdx, 32
.fault: wrmsr
        mov     eax, 1
        ret

failed: xor     eax, eax
        ret

; bool vmx_opcodes_raise_ud(void): VMPTRLD of an address, which a processor with SVM does not have. Where
; QEMU's decoder has its bug, it does nothing and takes one byte too few; the bytes behind it are NOPs.
global vmx_opcodes_raise_ud
vmx_opcodes_raise_ud:
        xor     eax, eax
        push    rax
.fault: vmptrld [rsp]
        nop
        nop
        nop
        nop
        nop
        nop
        nop
        nop
        pop     rcx
        xor     eax, eax
        ret
.raised:
        pop     rcx
        mov     eax, 1
        ret

section .data.rel.ro progbits alloc noexec write align=8
global recoveries, recoveries_end
recoveries:
        dq      try_rdmsr.fault, failed
        dq      try_wrmsr.fault, failed
        dq      vmx_opcodes_raise_ud.fault, vmx_opcodes_raise_ud.raised
recoveries_end:
