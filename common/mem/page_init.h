/* For kernel_init() only: fill the page allocator. */
#pragma once

#include "boot/multiboot.h"

/*
 * Give the allocator every page of available memory above the kernel and below 4 GiB. Panics when the
 * loader brought no memory map.
 */
void page_init(const struct multiboot_info *info);
