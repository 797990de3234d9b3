/* Options on the kernel's command line: `name=value` words separated by spaces. */
#pragma once

#include "kit/types.h"

#define BOOT_OPTION_LENGTH_MAX 128

/*
 * Copy the value of option `name` to `value` (BOOT_OPTION_LENGTH_MAX bytes, always terminated).
 * Returns false, with `value` holding `fallback`, when the option is not there; panics when it is longer
 * than fits.
 */
bool boot_option(const char *name, const char *fallback, char *value);
