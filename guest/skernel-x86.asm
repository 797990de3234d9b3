; The smallest guest: it halts, with its first instruction at GUEST_LOAD_ADDRESS.
bits 64
section .text.start progbits alloc exec nowrite
global _start
_start:
        hlt
        jmp     _start
