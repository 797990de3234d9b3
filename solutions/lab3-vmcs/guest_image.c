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

/* BEGIN SOLUTION only */
/* The bytes from `offset` lie in something `size` bytes long; no sum, since a sum can overflow. */
static bool lies_within(u64 offset, u64 bytes, u64 size)
{
    return bytes <= size && offset <= size - bytes;
}

static const struct elf_program_header *program_headers(const void *file)
{
    const struct elf_header *header = file;

    return (const void *)((const u8 *)file + header->program_headers);
}

static bool right_kind(const struct elf_header *header)
{
    return header->ident[ELF_IDENT_CLASS] == ELF_CLASS_64 &&
           header->ident[ELF_IDENT_DATA] == ELF_DATA_LSB && header->type == ELF_TYPE_EXECUTABLE &&
           header->machine == ELF_MACHINE_X86_64 &&
           header->program_header_size == sizeof(struct elf_program_header);
}

static enum guest_image_result check_segments(const struct elf_header *header, u64 file_size,
                                              u64 memory_size)
{
    const struct elf_program_header *segment = program_headers(header);
    bool some = false, entry = false;

    for (u32 i = 0; i < header->program_header_count; i++, segment++) {
        if (segment->type != ELF_SEGMENT_LOAD)
            continue;
        if (!lies_within(segment->offset, segment->file_size, file_size))
            return GUEST_IMAGE_TRUNCATED;
        if (segment->file_size > segment->memory_size ||
            !lies_within(segment->physical_address, segment->memory_size, memory_size))
            return GUEST_IMAGE_OUTSIDE_MEMORY;
        some = true;
        if (header->entry - segment->physical_address < segment->memory_size)
            entry = true;
    }
    if (!some)
        return GUEST_IMAGE_NO_SEGMENT;
    return entry ? GUEST_IMAGE_OK : GUEST_IMAGE_BAD_ENTRY;
}
/* END SOLUTION */

/*
 * lab3.1  Check the program, in this order: an ELF header with its magic number (NOT_ELF); class,
 * byte order, type, machine and the size of a program header (WRONG_KIND); the program headers lie
 * in the file (TRUNCATED); for each segment of type LOAD, its bytes lie in the file (TRUNCATED) and
 * its place in the guest's memory, where it is not smaller than in the file (OUTSIDE_MEMORY); there
 * is one at least (NO_SEGMENT); the entry point is inside one (BAD_ENTRY).
 */
enum guest_image_result guest_image_check(const void *file, u64 file_size, u64 memory_size)
{
    /* BEGIN SOLUTION lab3.1 */
    const struct elf_header *header = file;

    if (file_size < sizeof(*header) || memcmp(header->ident, ELF_MAGIC, ELF_MAGIC_LENGTH))
        return GUEST_IMAGE_NOT_ELF;
    if (!right_kind(header))
        return GUEST_IMAGE_WRONG_KIND;
    if (!lies_within(header->program_headers,
                     (u64)header->program_header_count * sizeof(struct elf_program_header),
                     file_size))
        return GUEST_IMAGE_TRUNCATED;
    return check_segments(header, file_size, memory_size);
    /* END SOLUTION */
}

/*
 * lab3.2  Copy each LOAD segment to its physical address in the guest's memory (guest-physical 0 is
 * vm->memory.host_physical) and clear what memory_size has beyond file_size. Fill in vm->image:
 * entry, load_address, size. Then print
 *   Guest image loaded at paddr: 0x<host-physical address of load_address>
 */
void guest_image_load(const void *file, struct vm *vm)
{
    /* BEGIN SOLUTION lab3.2 statement */
    const struct elf_header *header = file;
    const struct elf_program_header *segment = program_headers(file);
    u64 first = vm->memory.size, end = 0;

    for (u32 i = 0; i < header->program_header_count; i++, segment++) {
        if (segment->type != ELF_SEGMENT_LOAD)
            continue;
        u64 start = segment->physical_address;
        u8 *to = physical_to_pointer(vm->memory.host_physical + start);

        memcpy(to, (const u8 *)file + segment->offset, segment->file_size);
        memset(to + segment->file_size, 0, segment->memory_size - segment->file_size);
        if (start < first)
            first = start;
        if (start + segment->memory_size > end)
            end = start + segment->memory_size;
    }
    vm->image.entry = header->entry;
    vm->image.load_address = first;
    vm->image.size = end - first;
    kprintf("Guest image loaded at paddr: 0x%lx\n", vm->memory.host_physical + first);
    /* END SOLUTION */
}
