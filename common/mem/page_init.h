/* For kernel_init() only: fill the page allocator. */
#pragma once

#include "boot/boot_information.h"

/*
 * Give the allocator every page of available memory above the kernel and below 4 GiB, but not what the
 * loader put its modules into.
 */
void page_init(const struct boot_information *boot);
