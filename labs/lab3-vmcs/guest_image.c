/*
 * Lab 3: guest programs are ELF64 executables. Check one, then copy it to the guest's memory.
 * System V ABI, "ELF Header", "Program Header"; the structures are in kit/elf.h.
 */
#include "vmx/guest_image.h"
#include "kit/elf.h"
#include "kit/panic.h"
#include "kit/print.h"
#include "kit/string.h"
#include "mem/page.h"

/*
 * lab3.1  Check the program, in this order: an ELF header with its magic number (NOT_ELF); class,
 * byte order, type, machine and the size of a program header (WRONG_KIND); the program headers lie
 * in the file (TRUNCATED); for each segment of type LOAD, its bytes lie in the file (TRUNCATED) and
 * its place in the guest's memory, where it is not smaller than in the file (OUTSIDE_MEMORY); there
 * is one at least (NO_SEGMENT); the entry point is inside one (BAD_ENTRY).
 */
enum guest_image_result guest_image_check(const void *file, u64 file_size, u64 memory_size)
{
    /* TODO(lab3.1): see handouts/lab3.md#lab31; this line goes when the step is written. */
    return todo("lab3.1");
}

/*
 * lab3.2  Copy each LOAD segment to its physical address in the guest's memory (guest-physical 0 is
 * vm->memory.host_physical) and clear what memory_size has beyond file_size. Fill in vm->image:
 * entry, load_address, size. Then print
 *   Guest image loaded at paddr: 0x<host-physical address of load_address>
 */
void guest_image_load(const void *file, struct vm *vm)
{
    /* TODO(lab3.2): see handouts/lab3.md#lab32; this line goes when the step is written. */
    todo("lab3.2");
}
