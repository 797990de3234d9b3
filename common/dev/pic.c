/* 8259A data sheet, "Initialization Command Words". */
#include "dev/pic.h"

#include "dev/port_io.h"

#define MASTER_COMMAND 0x20
#define MASTER_DATA    0x21
#define SLAVE_COMMAND  0xa0
#define SLAVE_DATA     0xa1

#define ICW1_INIT_ICW4  0x11
#define ICW3_SLAVE_LINE 2
#define ICW4_8086       0x01
#define MASTER_VECTOR   0x20 /* behind the 32 exceptions */
#define SLAVE_VECTOR    0x28
#define ALL_LINES       0xff

static void init(u16 command, u16 data, u8 vector, u8 cascade)
{
    outb(command, ICW1_INIT_ICW4);
    outb(data, vector);
    outb(data, cascade);
    outb(data, ICW4_8086);
    outb(data, ALL_LINES);
}

void pic_mask_all(void)
{
    init(MASTER_COMMAND, MASTER_DATA, MASTER_VECTOR, 1 << ICW3_SLAVE_LINE);
    init(SLAVE_COMMAND, SLAVE_DATA, SLAVE_VECTOR, ICW3_SLAVE_LINE);
}
