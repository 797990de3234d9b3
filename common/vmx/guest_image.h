/* Guest programs: the contract of lab 3.1 and 3.2. A guest is an ELF64 executable on the disk. */
#pragma once

#include "kit/types.h"
#include "vmx/vm.h"

enum guest_image_result {
    GUEST_IMAGE_OK,
    GUEST_IMAGE_NOT_ELF,        /* too short for a header, or no ELF magic */
    GUEST_IMAGE_WRONG_KIND,     /* not a 64-bit little-endian x86-64 executable */
    GUEST_IMAGE_TRUNCATED,      /* program headers or a segment end beyond the file */
    GUEST_IMAGE_NO_SEGMENT,     /* nothing to load */
    GUEST_IMAGE_OUTSIDE_MEMORY, /* a segment does not fit the guest's memory */
    GUEST_IMAGE_BAD_ENTRY,      /* the entry point is in no loaded segment */
};

/*
 * Check the program of `file_size` bytes at `file` for a guest with `memory_size` bytes of memory
 * (lab 3.1). Every number in the file may be a lie: no sum may overflow, no read may leave the file.
 */
enum guest_image_result guest_image_check(const void *file, u64 file_size, u64 memory_size);

/*
 * Copy the segments of a checked program to the guest's memory at their physical addresses, clear
 * what the file does not fill, and describe it in vm->image (lab 3.2).
 */
void guest_image_load(const void *file, struct vm *vm);

/*
 * Build the guest's first context (lab 3.3): page tables at GUEST_PAGE_TABLES that map the guest's
 * memory onto itself in 2 MiB pages, and vm->context.
 */
void guest_context_prepare(struct vm *vm);

/* Given (lab3-vmcs/guest_file.c): the words for a result. */
const char *guest_image_result_text(enum guest_image_result result);
