; The first 64-bit instructions of the core, at offset 0 of the region. The core is linked at 0 and runs
; wherever the firmware gave memory: its relocations, all of one kind, are applied here.

bits 64
default rel

R_X86_64_RELATIVE equ 8
RELA_OFFSET       equ 0
RELA_INFO         equ 8
RELA_ADDEND       equ 16
RELA_BYTES        equ 24

extern core_main, rela_start, rela_end

; EDI: region, ESI: its size, EDX: struct boot_state.
section .text.start progbits alloc exec nowrite
global core_start
core_start:
        mov     edi, edi
        mov     esi, esi
        mov     edx, edx
        lea     rax, [rela_start]
        lea     rcx, [rela_end]
.relocate:
        cmp     rax, rcx
        jae     .done
        cmp     dword [rax + RELA_INFO], R_X86_64_RELATIVE
        jne     .stop                   ; a link without imports makes no other kind
        mov     r8, [rax + RELA_OFFSET]
        mov     r9, [rax + RELA_ADDEND]
        add     r9, rdi
        mov     [rdi + r8], r9
        add     rax, RELA_BYTES
        jmp     .relocate
.done:
        lea     rax, [gdt]
        mov     [gdtr + 2], rax
        lgdt    [gdtr]
        call    core_main
.stop:
        hlt
        jmp     .stop

section .data progbits alloc noexec write align=8
gdt:    dq      0
        dq      0x00cf9b000000ffff      ; 0x08: 32-bit code
        dq      0x00cf93000000ffff      ; 0x10: data
        dq      0x00af9b000000ffff      ; 0x18: 64-bit code
gdtr:   dw      gdtr - gdt - 1
        dq      0
