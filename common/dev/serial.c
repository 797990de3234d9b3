/* COM1 by polling. PC16550D data sheet, "Registers". */
#include "dev/serial.h"

#include "dev/port_io.h"

#define COM1 0x3f8

/* Registers, as offsets from the port's base. */
#define DATA             0
#define INTERRUPT_ENABLE 1
#define DIVISOR_LOW      0 /* while LINE_CONTROL_DLAB is set */
#define DIVISOR_HIGH     1
#define FIFO_CONTROL     2
#define LINE_CONTROL     3
#define MODEM_CONTROL    4
#define LINE_STATUS      5

#define LINE_CONTROL_8N1  0x03
#define LINE_CONTROL_DLAB 0x80
#define FIFO_ENABLE_CLEAR 0x07
#define MODEM_DTR_RTS     0x03
#define LINE_STATUS_THRE  0x20 /* the holding register is empty */
#define LINE_STATUS_TEMT  0x40 /* so is the shift register */

#define DIVISOR_115200 1

/*
 * At 115200 baud a character takes 87 us; a port that is not ready after this many reads is not
 * there.
 */
#define READY_POLLS_MAX 1000000

static void wait_for(u8 status)
{
    for (u32 polls = 0; polls < READY_POLLS_MAX; polls++)
        if (inb(COM1 + LINE_STATUS) & status)
            return;
}

void serial_init(void)
{
    outb(COM1 + INTERRUPT_ENABLE, 0);
    outb(COM1 + LINE_CONTROL, LINE_CONTROL_DLAB);
    outb(COM1 + DIVISOR_LOW, DIVISOR_115200);
    outb(COM1 + DIVISOR_HIGH, 0);
    outb(COM1 + LINE_CONTROL, LINE_CONTROL_8N1);
    outb(COM1 + FIFO_CONTROL, FIFO_ENABLE_CLEAR);
    outb(COM1 + MODEM_CONTROL, MODEM_DTR_RTS);
}

void serial_put(char character)
{
    if (character == '\n')
        serial_put('\r');
    wait_for(LINE_STATUS_THRE);
    outb(COM1 + DATA, character);
}

void serial_drain(void)
{
    wait_for(LINE_STATUS_TEMT);
}
