/* For main() only: take the command line from the loader. */
#pragma once

#include "boot/multiboot.h"

/* Copy the command line; boot_option() works from then on. */
void boot_options_init(const struct multiboot_info *info);
