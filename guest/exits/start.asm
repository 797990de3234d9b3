; Entry of the guest `exits`: C code, then HLT.
bits 64
section .text.start progbits alloc exec nowrite
extern guest_main
global _start
_start:
        call    guest_main
.halt:
        hlt
        jmp     .halt
