; A guest that dies: #UD finds no IDT (the limit is 0), neither does #GP, nor #DF: triple fault.
bits 64
section .text.start progbits alloc exec nowrite
global _start
_start:
        ud2
