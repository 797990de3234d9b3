/* For main() only: take the command line from the loader. */
#pragma once

#include "boot/boot_information.h"

/* boot_option() works from then on; `boot` stays where it is. */
void boot_options_init(const struct boot_information *boot);
