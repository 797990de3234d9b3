/* Probes of lab 3: the guest's program and its first context. */
#include "kit/elf.h"
#include "kit/panic.h"
#include "kit/string.h"
#include "mem/page.h"
#include "probe.h"
#include "vmx/guest_abi.h"
#include "vmx/guest_image.h"

#define MEMORY    MIB(4)
#define FILE_SIZE 0x400
#define ENTRY     (GUEST_LOAD_ADDRESS + 0x10)

struct program {
    struct elf_header header;
    struct elf_program_header segment;
    u8 rest[FILE_SIZE - sizeof(struct elf_header) - sizeof(struct elf_program_header)];
};

/* A good program; each case breaks one thing. */
static struct program good(void)
{
    struct program p;

    for (u32 i = 0; i < sizeof(p); i++)
        ((u8 *)&p)[i] = i * 7 + 1;
    p.header = (struct elf_header){
        .ident = { 0x7f, 'E', 'L', 'F', ELF_CLASS_64, ELF_DATA_LSB, 1 },
        .type = ELF_TYPE_EXECUTABLE,
        .machine = ELF_MACHINE_X86_64,
        .version = 1,
        .entry = ENTRY,
        .program_headers = sizeof(struct elf_header),
        .header_size = sizeof(struct elf_header),
        .program_header_size = sizeof(struct elf_program_header),
        .program_header_count = 1,
    };
    p.segment = (struct elf_program_header){
        .type = ELF_SEGMENT_LOAD,
        .offset = 0x100,
        .virtual_address = GUEST_LOAD_ADDRESS,
        .physical_address = GUEST_LOAD_ADDRESS,
        .file_size = 0x200,
        .memory_size = 0x280,
        .alignment = 16,
    };
    return p;
}

static void expect_check(const char *what, enum guest_image_result expected, const struct program *p)
{
    expect(what, expected, guest_image_check(p, sizeof(*p), MEMORY));
}

PROBE(check_good, "lab3.1", "a good program", 0, "")
{
    struct program p = good();

    expect_check("guest_image_check()", GUEST_IMAGE_OK, &p);
}

PROBE(check_not_elf, "lab3.1", "no ELF file", 0, "")
{
    struct program p = good();

    expect("a file shorter than the header", GUEST_IMAGE_NOT_ELF,
           guest_image_check(&p, sizeof(struct elf_header) - 1, MEMORY));
    p.header.ident[3] = 'X';
    expect_check("a wrong magic number", GUEST_IMAGE_NOT_ELF, &p);
}

PROBE(check_kind, "lab3.1", "an ELF file of another kind", 0, "")
{
    struct program p = good();

    p.header.ident[ELF_IDENT_CLASS] = 1;
    expect_check("32-bit", GUEST_IMAGE_WRONG_KIND, &p);
    p = good();
    p.header.machine = 243;
    expect_check("another machine", GUEST_IMAGE_WRONG_KIND, &p);
    p = good();
    p.header.type = 1;
    expect_check("not executable", GUEST_IMAGE_WRONG_KIND, &p);
    p = good();
    p.header.program_header_size = 32;
    expect_check("program headers of another size", GUEST_IMAGE_WRONG_KIND, &p);
}

PROBE(check_truncated, "lab3.1", "a truncated file", 0, "")
{
    struct program p = good();

    p.header.program_headers = FILE_SIZE - 8;
    expect_check("program headers beyond the end", GUEST_IMAGE_TRUNCATED, &p);
    p.header.program_headers = ~0ull - 8;
    expect_check("program headers whose end overflows", GUEST_IMAGE_TRUNCATED, &p);
    p = good();
    p.segment.file_size = FILE_SIZE;
    p.segment.memory_size = FILE_SIZE;
    expect_check("a segment beyond the end", GUEST_IMAGE_TRUNCATED, &p);
    p = good();
    p.segment.offset = ~0ull - 0x10;
    expect_check("a segment whose end overflows", GUEST_IMAGE_TRUNCATED, &p);
}

PROBE(check_memory, "lab3.1", "a segment outside the guest's memory", 0, "")
{
    struct program p = good();

    p.segment.physical_address = MEMORY - 0x100;
    expect_check("beyond the end", GUEST_IMAGE_OUTSIDE_MEMORY, &p);
    p.segment.physical_address = ~0ull - 0x10;
    expect_check("an end that overflows", GUEST_IMAGE_OUTSIDE_MEMORY, &p);
    p = good();
    p.segment.memory_size = 0x100;
    expect_check("smaller in memory than in the file", GUEST_IMAGE_OUTSIDE_MEMORY, &p);
}

PROBE(check_entry, "lab3.1", "no segment, or an entry point outside", 0, "")
{
    struct program p = good();

    p.segment.type = 4;
    expect_check("no LOAD segment", GUEST_IMAGE_NO_SEGMENT, &p);
    p = good();
    p.header.entry = GUEST_LOAD_ADDRESS - 1;
    expect_check("an entry below the segment", GUEST_IMAGE_BAD_ENTRY, &p);
    p.header.entry = GUEST_LOAD_ADDRESS + 0x280;
    expect_check("an entry behind the segment", GUEST_IMAGE_BAD_ENTRY, &p);
}

static struct vm probe_vm(void)
{
    struct vm vm = { .memory = { page_alloc_contiguous(MEMORY / PAGE_SIZE, MIB(2)), MEMORY } };

    if (!vm.memory.host_physical)
        panic("no memory for the probe's guest");
    return vm;
}

PROBE(load, "lab3.2", "bytes, zeroes, and what vm->image says", 0, "")
{
    struct program p = good();
    struct vm vm = probe_vm();
    u8 *memory = physical_to_pointer(vm.memory.host_physical + GUEST_LOAD_ADDRESS);
    u32 bss = 0;

    memset(memory, 0xcc, 0x300);
    guest_image_load(&p, &vm);
    expect("bytes that differ from the file's (memcmp)", 0,
           memcmp(memory, (u8 *)&p + 0x100, 0x200) != 0);
    for (u32 i = 0x200; i < 0x280; i++)
        bss |= memory[i];
    expect("what the file does not fill", 0, bss);
    expect("the byte behind the segment", 0xcc, memory[0x280]);
    expect("image.entry", ENTRY, vm.image.entry);
    expect("image.load_address", GUEST_LOAD_ADDRESS, vm.image.load_address);
    expect("image.size", 0x280, vm.image.size);
}

PROBE(context, "lab3.3", "page tables and registers", 0, "")
{
    const u64 flags = 3, large = 0x83, address = 0x000ffffffffff000;
    struct vm vm = probe_vm();
    const u64 *memory = physical_to_pointer(vm.memory.host_physical);

    vm.image.entry = ENTRY;
    guest_context_prepare(&vm);
    expect("context.rip", ENTRY, vm.context.rip);
    expect("context.rsp", GUEST_STACK_TOP, vm.context.rsp);
    expect("context.cr3", GUEST_PAGE_TABLES, vm.context.cr3);
    u64 pml4 = memory[GUEST_PAGE_TABLES / 8];
    expect("PML4 entry, present and writable", flags, pml4 & flags);
    expect("PML4 entry points below the end", true, (pml4 & address) < MEMORY);
    u64 pointer = memory[(pml4 & address) % MEMORY / 8];
    expect("page-directory-pointer entry, flags", flags, pointer & large);
    const u64 *directory = memory + (pointer & address) % MEMORY / 8;
    expect("first page-directory entry", large, directory[0] & ~0x60ull);
    expect("second page-directory entry", MIB(2) | large, directory[1] & ~0x60ull);
    expect("entry behind the guest's memory", 0, directory[MEMORY / MIB(2)]);
}
