/*
 * Lab 3, given: from a path on the disk to a program in the guest's memory. The checks and the
 * copying (guest_image.c) and the first context (guest_context.c) are yours.
 */
#include "guest_file.h"
#include "dev/fat.h"
#include "kit/boot_options.h"
#include "kit/print.h"
#include "mem/page.h"
#include "vmx/guest_abi.h"
#include "vmx/guest_image.h"

#define DEFAULT_GUEST "/sbin/skernel-x86"

static u64 pages_for(u64 bytes)
{
    return (bytes + PAGE_SIZE - 1) / PAGE_SIZE;
}

const char *guest_image_result_text(enum guest_image_result result)
{
    static const char *const texts[] = {
        [GUEST_IMAGE_OK] = "a good program",
        [GUEST_IMAGE_NOT_ELF] =
            "no ELF file: too short for a header, or the magic number is missing",
        [GUEST_IMAGE_WRONG_KIND] = "not a 64-bit little-endian x86-64 executable",
        [GUEST_IMAGE_TRUNCATED] =
            "truncated: a header or a segment ends beyond the end of the file",
        [GUEST_IMAGE_NO_SEGMENT] = "no segment to load",
        [GUEST_IMAGE_OUTSIDE_MEMORY] = "a segment does not fit the guest's memory",
        [GUEST_IMAGE_BAD_ENTRY] = "the entry point lies in no segment",
    };

    return (u32)result < ARRAY_SIZE(texts) ? texts[result] : "an unknown result";
}

static bool load_file(const struct fat_file *file, struct vm *vm)
{
    u64 pages = pages_for(file->size ? file->size : 1);
    u64 buffer = page_alloc_contiguous(pages, PAGE_SIZE);
    bool loaded = false;

    if (!buffer) {
        kprintf("cannot load %s: no room for its %u bytes\n", vm->image.path, file->size);
        return false;
    }
    enum fat_result read = fat_read(file, 0, file->size, physical_to_pointer(buffer));
    if (read != FAT_OK) {
        kprintf("cannot read %s: %s\n", vm->image.path, fat_result_text(read));
    } else {
        const void *program = physical_to_pointer(buffer);
        enum guest_image_result check = guest_image_check(program, file->size, vm->memory.size);

        loaded = check == GUEST_IMAGE_OK;
        if (loaded)
            guest_image_load(program, vm);
        else
            kprintf("cannot load %s (%u bytes): %s\n", vm->image.path, file->size,
                    guest_image_result_text(check));
    }
    page_free_contiguous(buffer, pages);
    return loaded;
}

bool guest_file_load(struct vm *vm)
{
    struct fat_volume volume;
    struct fat_file file;

    boot_option("guest", DEFAULT_GUEST, vm->image.path);
    kprintf("Loading app: %s\n", vm->image.path);

    enum fat_result result = fat_mount(&volume);
    if (result == FAT_OK)
        result = fat_open(&volume, vm->image.path, &file);
    if (result != FAT_OK) {
        kprintf("cannot open %s: %s\n", vm->image.path, fat_result_text(result));
        return false;
    }

    vm->memory.size = GUEST_MEMORY_SIZE;
    vm->memory.host_physical = page_alloc_contiguous(pages_for(GUEST_MEMORY_SIZE), MIB(2));
    if (!vm->memory.host_physical) {
        kprintf("no %lu contiguous bytes for the guest's memory\n", vm->memory.size);
        return false;
    }
    if (load_file(&file, vm))
        return true;
    guest_file_unload(vm);
    return false;
}

void guest_file_unload(struct vm *vm)
{
    page_free_contiguous(vm->memory.host_physical, pages_for(vm->memory.size));
    vm->memory = (struct guest_memory){ 0 };
}
