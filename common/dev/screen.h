/*
 * Text on a linear framebuffer, for machines without a serial port. The font comes from the loader: one byte a row, the
 * leftmost pixel in the highest bit, SCREEN_GLYPH_ROWS rows a character, the first 128 characters of ASCII.
 */
#pragma once

#include "boot/boot_information.h"

#define SCREEN_GLYPH_ROWS   16
#define SCREEN_GLYPH_WIDTH  8
#define SCREEN_GLYPHS       128
#define SCREEN_FONT_BYTES   (SCREEN_GLYPHS * SCREEN_GLYPH_ROWS)

/* Use this screen with this font from now on; nothing happens when one of them is missing or not usable. */
void screen_init(const struct framebuffer *framebuffer, const struct boot_module *font);

/* Show one character; without a screen nothing happens. */
void screen_put(char character);
