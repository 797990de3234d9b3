/*
 * Lab 3: the first context of the guest. It starts in 64-bit mode, so paging is on from its first
 * instruction and it needs page tables before it has run.
 */
#include "kit/panic.h"
#include "kit/print.h"
#include "mem/page.h"
#include "vmx/guest_abi.h"
#include "vmx/guest_image.h"

/* Bits of the guest's own page-table entries. SDM Vol. 3A, "4-Level Paging and 5-Level Paging". */
#define PAGE_PRESENT  BIT(0)
#define PAGE_WRITABLE BIT(1)
#define PAGE_2_MIB    BIT(7) /* the PS bit of a page-directory entry */

/*
 * lab3.3  In the guest's memory, at guest-physical GUEST_PAGE_TABLES, three pages: a PML4 table, a
 * page-directory-pointer table, a page directory. They map the guest's memory onto itself in 2 MiB
 * pages, present and writable; every other entry is 0. The addresses in the entries are the
 * guest's, not yours. Then vm->context: RIP at the program's entry, RSP at GUEST_STACK_TOP, CR3 at
 * the PML4 table; and print
 *   Guest context prepared
 * SDM Vol. 3A, "4-Level Paging and 5-Level Paging".
 */
void guest_context_prepare(struct vm *vm)
{
    /* BEGIN SOLUTION lab3.3 statement */
    u64 pml4_address = GUEST_PAGE_TABLES;
    u64 directory_pointers_address = pml4_address + PAGE_SIZE;
    u64 directory_address = directory_pointers_address + PAGE_SIZE;
    u64 *pml4 = physical_to_pointer(vm->memory.host_physical + pml4_address);
    u64 *directory_pointers =
        physical_to_pointer(vm->memory.host_physical + directory_pointers_address);
    u64 *directory = physical_to_pointer(vm->memory.host_physical + directory_address);

    pml4[0] = directory_pointers_address | PAGE_PRESENT | PAGE_WRITABLE;
    directory_pointers[0] = directory_address | PAGE_PRESENT | PAGE_WRITABLE;
    for (u64 address = 0; address < vm->memory.size; address += MIB(2))
        directory[address / MIB(2)] = address | PAGE_PRESENT | PAGE_WRITABLE | PAGE_2_MIB;

    vm->context.rip = vm->image.entry;
    vm->context.rsp = GUEST_STACK_TOP;
    vm->context.cr3 = pml4_address;
    kprintf("Guest context prepared\n");
    /* END SOLUTION */
}
