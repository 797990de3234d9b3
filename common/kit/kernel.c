/* The order in which the machine comes up. */
#include "kit/kernel.h"

#include "cpu/descriptors.h"
#include "dev/pic.h"
#include "dev/serial.h"
#include "kit/boot_options_init.h"
#include "kit/panic.h"
#include "kit/print.h"
#include "mem/page_init.h"

void kernel_init(u32 magic, const struct multiboot_info *info)
{
    serial_init();      /* the console */
    descriptors_init(); /* GDT, TSS, IDT: from here on an exception says where it came from */
    pic_mask_all();     /* no interrupt reaches us */
    if (magic != MULTIBOOT_BOOTLOADER_MAGIC)
        panic("started by no multiboot loader: EAX = 0x%x, expected 0x%x", magic,
              MULTIBOOT_BOOTLOADER_MAGIC);
    boot_options_init(info); /* the command line, while it is still where the loader put it */
    page_init(info);         /* physical pages from the loader's memory map */
}
