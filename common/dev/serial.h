/* COM1, a 16550 serial port: the console. 115200 baud, 8 data bits, no parity, one stop bit. */
#pragma once

#include "kit/types.h"

void serial_init(void);

/* Send one character; '\n' goes out as "\r\n". Gives up on a port that never gets ready. */
void serial_put(char character);

/* Wait until everything has left the port. */
void serial_drain(void);
