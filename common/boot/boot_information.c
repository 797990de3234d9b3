/* The loader's information in one form: which format it is, and where the pieces go. */
#include "boot/boot_information.h"

#include "boot/multiboot.h"
#include "boot/multiboot2.h"
#include "kit/panic.h"
#include "kit/string.h"

static struct boot_information information; /* the loader's own copy is soon overwritten */

const struct boot_information *boot_information_read(u32 magic, const void *from)
{
    if (magic == MULTIBOOT_BOOTLOADER_MAGIC)
        multiboot_read(&information, from);
    else if (magic == MULTIBOOT2_BOOTLOADER_MAGIC)
        multiboot2_read(&information, from);
    else
        panic("started by no multiboot loader: EAX = 0x%x, expected 0x%x or 0x%x", magic,
              MULTIBOOT_BOOTLOADER_MAGIC, MULTIBOOT2_BOOTLOADER_MAGIC);
    if (!information.ranges)
        panic("the loader brought no memory map");
    return &information;
}

const struct boot_module *boot_module_find(const struct boot_information *boot, const char *name)
{
    for (u32 i = 0; i < boot->module_count; i++)
        if (!strcmp(boot->modules[i].name, name))
            return &boot->modules[i];
    return NULL;
}

static void copy_text(char *to, const char *text, size_t room, const char *what)
{
    size_t length = strlen(text);

    if (length >= room)
        panic("%s has %lu characters, at most %lu fit", what, length, room - 1);
    memcpy(to, text, length + 1);
}

void boot_set_command_line(struct boot_information *boot, const char *text)
{
    copy_text(boot->command_line, text, BOOT_COMMAND_LINE_MAX, "the kernel's command line");
}

void boot_add_available(struct boot_information *boot, u64 start, u64 end)
{
    if (boot->ranges == BOOT_RANGES_MAX)
        panic("the memory map has more than %u ranges", BOOT_RANGES_MAX);
    boot->available[boot->ranges++] = (struct memory_range){ start, end };
}

void boot_add_module(struct boot_information *boot, u64 start, u64 end, const char *name)
{
    if (boot->module_count == BOOT_MODULES_MAX)
        panic("the loader brought more than %u modules", BOOT_MODULES_MAX);

    struct boot_module *module = &boot->modules[boot->module_count++];
    module->range = (struct memory_range){ start, end };
    copy_text(module->name, name, BOOT_MODULE_NAME_MAX, "a module's name");
}
