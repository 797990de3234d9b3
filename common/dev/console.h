/* The console: COM1, and the screen where there is one. */
#pragma once

#include "dev/screen.h"
#include "dev/serial.h"

static inline void console_put(char character)
{
    serial_put(character);
    screen_put(character);
}
