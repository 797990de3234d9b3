; From the multiboot loader (32-bit protected mode, no paging) to C in 64-bit mode, with the first 4 GiB of
; physical memory mapped onto themselves. SDM Vol. 3A, "Initializing IA-32e Mode".

%include "common/boot/boot.inc"

MULTIBOOT_MAGIC equ 0x1badb002
MULTIBOOT_FLAGS equ 1 << 1                      ; we want the memory map
STACK_BYTES     equ 64 * 1024

section .multiboot progbits alloc noexec nowrite align=8
        dd      MULTIBOOT_MAGIC, MULTIBOOT_FLAGS, -(MULTIBOOT_MAGIC + MULTIBOOT_FLAGS)

; The same for a multiboot2 loader, which is also there on UEFI; a screen is welcome, not needed.
MULTIBOOT2_TAG_END         equ 0
MULTIBOOT2_TAG_FRAMEBUFFER equ 5
MULTIBOOT2_OPTIONAL        equ 1
ANY                        equ 0

align TAG_ALIGN
multiboot2:
        dd      MULTIBOOT2_MAGIC, 0, .end - multiboot2, -(MULTIBOOT2_MAGIC + .end - multiboot2)
.framebuffer:
        dw      MULTIBOOT2_TAG_FRAMEBUFFER, MULTIBOOT2_OPTIONAL
        dd      .framebuffer_end - .framebuffer, ANY, ANY, SCREEN_BITS
.framebuffer_end:
        align   TAG_ALIGN
        dw      MULTIBOOT2_TAG_END, 0
        dd      8
.end:

section .text
bits 32
global _start
extern kernel_main
_start:
        cli
        cld
        mov     esp, stack_top
        push    dword 0                         ; both arguments of kernel_main, as 64-bit words
        push    ebx
        push    dword 0
        push    eax
        call    build_page_tables
        mov     eax, cr4
        or      eax, BOOT_CR4
        mov     cr4, eax
        mov     eax, pml4
        mov     cr3, eax
        mov     ecx, EFER_INDEX
        rdmsr
        or      eax, BOOT_EFER
        wrmsr
        mov     eax, BOOT_CR0
        mov     cr0, eax
        lgdt    [boot_gdtr]
        jmp     CODE_SELECTOR:long_mode

; One PML4 entry, DIRECTORIES page directories in a row, every entry a 2 MiB page. Changes EAX, ECX, EDI.
build_page_tables:
        mov     dword [pml4], directory_pointers + TABLE_ENTRY
        xor     ecx, ecx
.directory:
        mov     eax, ecx
        imul    eax, TABLE_BYTES
        add     eax, directories + TABLE_ENTRY
        mov     [directory_pointers + ecx * 8], eax
        inc     ecx
        cmp     ecx, DIRECTORIES
        jb      .directory
        xor     ecx, ecx
.page:
        mov     eax, ecx
        shl     eax, LARGE_PAGE_SHIFT
        or      eax, LARGE_PAGE_ENTRY
        mov     [directories + ecx * 8], eax
        inc     ecx
        cmp     ecx, LARGE_PAGES
        jb      .page
        ret

bits 64
long_mode:
        mov     ax, DATA_SELECTOR
        mov     ds, ax
        mov     es, ax
        mov     ss, ax
        xor     eax, eax
        mov     fs, ax
        mov     gs, ax
        pop     rdi                             ; the loader's magic number
        pop     rsi                             ; what the loader says
        xor     ebp, ebp
        call    kernel_main
.stop:
        hlt
        jmp     .stop

section .rodata
align 8
; Only until descriptors_init() loads the kernel's own.
boot_gdt:
        dq      0
        dq      0x00af9b000000ffff              ; 64-bit code
        dq      0x00cf93000000ffff              ; data
boot_gdtr:
        dw      boot_gdtr - boot_gdt - 1
        dd      boot_gdt

section .bss align=4096
pml4:               resb TABLE_BYTES
directory_pointers: resb TABLE_BYTES
directories:        resb TABLE_BYTES * DIRECTORIES
                    resb STACK_BYTES
stack_top:
