/*
 * The parts of an ELF64 executable that a loader reads. System V ABI, "Object Files", "Program
 * Loading"; AMD64 supplement for the machine number.
 */
#pragma once

#include "kit/types.h"

#define ELF_MAGIC "\177ELF"
#define ELF_MAGIC_LENGTH 4

#define ELF_CLASS_64         2 /* ident[ELF_IDENT_CLASS] */
#define ELF_DATA_LSB         1 /* ident[ELF_IDENT_DATA]: little-endian */
#define ELF_IDENT_CLASS      4
#define ELF_IDENT_DATA       5
#define ELF_IDENT_LENGTH     16
#define ELF_TYPE_EXECUTABLE  2
#define ELF_MACHINE_X86_64   62
#define ELF_SEGMENT_LOAD     1

struct elf_header {
    u8 ident[ELF_IDENT_LENGTH];
    u16 type;
    u16 machine;
    u32 version;
    u64 entry;
    u64 program_headers; /* offset in the file */
    u64 section_headers;
    u32 flags;
    u16 header_size;
    u16 program_header_size;
    u16 program_header_count;
    u16 section_header_size;
    u16 section_header_count;
    u16 section_names;
};

struct elf_program_header {
    u32 type;
    u32 flags;
    u64 offset; /* in the file */
    u64 virtual_address;
    u64 physical_address;
    u64 file_size;   /* bytes in the file */
    u64 memory_size; /* bytes in memory; what the file lacks is zero */
    u64 alignment;
};
