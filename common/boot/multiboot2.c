/* Multiboot2 information in the kit's form: one reader a tag. */
#include "boot/multiboot2.h"

#include "boot/boot_information.h"

static void read_memory_map(struct boot_information *boot, const struct multiboot_tag_mmap *map)
{
    const u8 *end = (const u8 *)map + map->tag.size;

    for (const u8 *at = map->entries; at + map->entry_size <= end; at += map->entry_size) {
        const struct multiboot2_mmap_entry *entry = (const void *)at;

        if (entry->type == MULTIBOOT2_MEMORY_AVAILABLE)
            boot_add_available(boot, entry->addr, entry->addr + entry->len);
    }
}

/* A screen of another kind is no screen: the serial line is always there. */
static void read_framebuffer(struct boot_information *boot,
                             const struct multiboot_tag_framebuffer *screen)
{
    if (screen->framebuffer_type != MULTIBOOT_FRAMEBUFFER_TYPE_RGB ||
        (screen->framebuffer_bpp != FRAMEBUFFER_BITS_MIN &&
         screen->framebuffer_bpp != FRAMEBUFFER_BITS_MAX))
        return;
    boot->framebuffer = (struct framebuffer){
        .address = screen->framebuffer_addr,
        .pitch = screen->framebuffer_pitch,
        .width = screen->framebuffer_width,
        .height = screen->framebuffer_height,
        .pixel_bytes = screen->framebuffer_bpp / 8,
    };
}

static void read_tag(struct boot_information *boot, const struct multiboot_tag *tag)
{
    const struct multiboot_tag_module *module;

    switch (tag->type) {
    case MULTIBOOT_TAG_TYPE_CMDLINE:
        boot_set_command_line(boot, ((const struct multiboot_tag_string *)tag)->string);
        break;
    case MULTIBOOT_TAG_TYPE_MODULE:
        module = (const void *)tag;
        boot_add_module(boot, module->mod_start, module->mod_end, module->cmdline);
        break;
    case MULTIBOOT_TAG_TYPE_MMAP:
        read_memory_map(boot, (const void *)tag);
        break;
    case MULTIBOOT_TAG_TYPE_FRAMEBUFFER:
        read_framebuffer(boot, (const void *)tag);
        break;
    }
}

void multiboot2_read(struct boot_information *boot, const void *from)
{
    const u8 *at = (const u8 *)from + sizeof(struct multiboot2_start);

    for (;;) {
        const struct multiboot_tag *tag = (const void *)at;

        if (tag->type == MULTIBOOT_TAG_TYPE_END)
            return;
        read_tag(boot, tag);
        at += (tag->size + MULTIBOOT_TAG_ALIGN - 1) / MULTIBOOT_TAG_ALIGN * MULTIBOOT_TAG_ALIGN;
    }
}
