/* The order in which the machine comes up. */
#include "kit/kernel.h"

#include "cpu/descriptors.h"
#include "boot/boot_information.h"
#include "dev/console.h"
#include "dev/disk.h"
#include "dev/pic.h"
#include "kit/boot_options_init.h"
#include "mem/page_init.h"

void kernel_init(u32 magic, const void *info)
{
    serial_init();      /* the console */
    descriptors_init(); /* GDT, TSS, IDT: from here on an exception says where it came from */
    pic_mask_all();     /* no interrupt reaches us */
    const struct boot_information *boot = boot_information_read(magic, info);
    screen_init(&boot->framebuffer, boot_module_find(boot, "font")); /* from a USB stick */
    disk_use_memory(boot_module_find(boot, "disk"));
    boot_options_init(boot); /* the command line */
    page_init(boot);         /* physical pages from the loader's memory map */
}
