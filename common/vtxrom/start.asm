; The option ROM: called by the firmware in real mode, it copies the core to memory of its own, enters 64-bit
; mode, and comes back at resume16 as a guest of SVM. Plug and Play BIOS Specification 1.0A for the header, POST
; Memory Manager Specification 1.01 for the memory. Legacy BIOS only.

%include "common/vtxrom/start.inc"

bits 16
org 0

REGION_BYTES    equ 2 * 1024 * 1024     ; one large page: L1's nested tables hide it
STACK_TOP       equ REGION_BYTES - 16
PML4_OFFSET     equ REGION_BYTES - 0x22000
PDPT_OFFSET     equ PML4_OFFSET + 0x1000
PMM_ALLOCATE    equ 0
PMM_FLAGS       equ 0x000e              ; high memory, aligned, permanent (the firmware then reserves it)
PMM_NO_HANDLE   equ 0xffffffff
PARAGRAPH_SHIFT equ 4
PAGE_FLAGS      equ 0x83                ; present, writable, large
TABLE_FLAGS     equ 3
GIB_SHIFT       equ 30
MAPPED_GIB      equ 512
SEGMENT_CODE32  equ 0x08
SEGMENT_DATA    equ 0x10
SEGMENT_CODE64  equ 0x18

        db      0x55, 0xaa
        db      ROM_SECTORS
        jmp     near init
        times 0x18 - ($ - $$) db 0
        dw      0, 0                    ; no PCI structure, no PnP header: SeaBIOS then runs it late, with PMM

init:
        pushf
        cli
        cld
        pushad
        push    ds
        push    es
        push    fs
        push    gs
        call    check_processor
        call    find_memory             ; EBX: the region
        call    build_boot_state        ; leaves it on the stack, EDX: its address
        jmp     enter_protected_mode

; L1 begins here, with SP at what init has pushed.
resume16:
        pop     gs
        pop     fs
        pop     es
        pop     ds
        popad
        popf
        retf

%include "common/vtxrom/start_checks.inc"

; struct boot_state (boot_state.h) below the stack pointer, from its last member to its first.
build_boot_state:
        pop     cx                      ; our return address
        mov     bp, sp
        push    word resume16
        push    bp
        push    cs
        push    ss
        push    gs
        push    fs
        push    es
        push    ds
        sub     sp, 12
        mov     si, sp
        sgdt    [ss:si]
        sidt    [ss:si + 6]
        mov     eax, cr4
        push    eax
        mov     eax, cr0
        push    eax
        xor     edx, edx
        mov     dx, ss
        shl     edx, PARAGRAPH_SHIFT
        xor     eax, eax
        mov     ax, sp
        add     edx, eax
        jmp     cx

enter_protected_mode:
        xor     esi, esi
        mov     si, cs
        shl     esi, PARAGRAPH_SHIFT    ; ESI: the ROM's flat address
        lea     eax, [esi + gdt]
        push    eax
        push    word gdt_end - gdt - 1
        mov     bp, sp
        o32 lgdt [bp]
        add     sp, 6
        mov     eax, cr0
        or      al, 1
        mov     cr0, eax
        lea     eax, [esi + protected_mode]
        push    dword SEGMENT_CODE32
        push    eax
        o32 retf

align 8
gdt:    dq      0
        dq      0x00cf9b000000ffff
        dq      0x00cf93000000ffff
        dq      0x00af9b000000ffff
gdt_end:

bits 32
; EBX: region, EDX: boot state, ESI: the ROM.
protected_mode:
        mov     ax, SEGMENT_DATA
        mov     ds, ax
        mov     es, ax
        mov     ss, ax
        mov     fs, ax
        mov     gs, ax
        lea     esp, [ebx + STACK_TOP]
        mov     ebp, edx
        mov     edi, ebx                ; the core, and zeroes behind it
        lea     esi, [esi + core]
        mov     ecx, (core_end - core) / 4
        rep movsd
        lea     ecx, [ebx + REGION_BYTES]
        sub     ecx, edi
        shr     ecx, 2
        xor     eax, eax
        rep stosd
        lea     edi, [ebx + PML4_OFFSET]
        lea     eax, [ebx + PDPT_OFFSET + TABLE_FLAGS]
        mov     [edi], eax
        xor     ecx, ecx
.map:   mov     eax, ecx
        shl     eax, GIB_SHIFT
        or      eax, PAGE_FLAGS
        mov     [ebx + PDPT_OFFSET + ecx * 8], eax
        mov     eax, ecx
        shr     eax, 32 - GIB_SHIFT
        mov     [ebx + PDPT_OFFSET + ecx * 8 + 4], eax
        inc     ecx
        cmp     ecx, MAPPED_GIB
        jb      .map
        mov     eax, cr4
        or      eax, CR4_PAE_BIT
        mov     cr4, eax
        mov     cr3, edi
        mov     ecx, EFER_INDEX
        rdmsr
        or      eax, EFER_WANTED
        wrmsr
        mov     eax, cr0
        or      eax, CR0_WANTED
        mov     cr0, eax
        mov     edi, ebx
        mov     esi, REGION_BYTES
        mov     edx, ebp
        push    dword SEGMENT_CODE64
        push    ebx                     ; core_start is at offset 0
        retf

align 16
core:   incbin  CORE_FILE
        align   4, db 0
core_end:
        times ROM_SECTORS * 512 - ($ - $$) db 0
