/* Multiboot information (QEMU's -kernel, GRUB's `multiboot`) in the kit's form. */
#include "boot/multiboot.h"

#include "boot/boot_information.h"
#include "mem/page.h"

void multiboot_read(struct boot_information *boot, const void *from)
{
    const struct multiboot_info *info = from;

    if (info->flags & MULTIBOOT_INFO_CMDLINE)
        boot_set_command_line(boot, physical_to_pointer(info->cmdline));
    if (!(info->flags & MULTIBOOT_INFO_MEM_MAP))
        return;
    for (u64 at = info->mmap_addr; at < (u64)info->mmap_addr + info->mmap_length;) {
        const struct multiboot_mmap_entry *entry = physical_to_pointer(at);

        if (entry->type == MULTIBOOT_MEMORY_AVAILABLE)
            boot_add_available(boot, entry->addr, entry->addr + entry->len);
        at += entry->size + sizeof(entry->size);
    }
}
