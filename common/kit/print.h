/* Text on the console (the serial line). */
#pragma once

#include <stdarg.h>

#include "kit/types.h"

/*
 * Formatted text: %s (with %.*s) %c %d %i %u %x %p %% with optional 0, width, l and ll; 64-bit values take %lx,
 * %lu, %ld. An unknown conversion is printed as it stands.
 */
void kprintf(const char *format, ...) __attribute__((format(printf, 1, 2)));
void kvprintf(const char *format, va_list arguments);
