/*
 * I/O instructions of L2. SDM Vol. 3C, "Exit Qualification for I/O Instructions", "I/O-Bitmap
 * Addresses".
 */
#include "vtxrom/l2_exit.h"

#include "dev/port_io.h"
#include "vmx/controls.h"
#include "vmx/exit_qualification.h"
#include "vmx/exit_reasons.h"
#include "vtxrom/bitmap.h"
#include "vtxrom/check.h"
#include "vtxrom/debug.h"
#include "vtxrom/decode.h"
#include "vtxrom/memory.h"
#include "vtxrom/segments.h"
#include "vtxrom/vm_entry.h"

#define PORTS              0x10000u
#define PORTS_PER_BITMAP   0x8000u
#define IMMEDIATE_FIRST    0xe4
#define IMMEDIATE_LAST     0xe7
#define PORT_SHIFT         16
#define INFO_ADDRESS_SHIFT 7
#define INFO_SEGMENT_SHIFT 15

struct io {
    u32 port, bytes;
    bool in, string, rep;
    u32 length;
    struct instruction instruction;
};

static bool in_bitmap(const struct cpu_state *cpu, u32 port)
{
    enum vmcs_field name = port < PORTS_PER_BITMAP ? IO_BITMAP_A_ADDRESS : IO_BITMAP_B_ADDRESS;
    u32 bit = port % PORTS_PER_BITMAP;
    u8 byte = memory_read_u8(cpu, field(cpu, name) + bit / BITS_PER_BYTE);

    return byte >> bit % BITS_PER_BYTE & 1;
}

/* The bitmaps are read at each exit: L1 may change them while L2 runs. */
static bool exits(const struct cpu_state *cpu, const struct io *io)
{
    if (!(primary_controls(cpu) & PRIMARY_USE_IO_BITMAPS))
        return primary_controls(cpu) & PRIMARY_UNCONDITIONAL_IO_EXITING;
    if (io->port + io->bytes > PORTS) /* an access that wraps around always exits */
        return true;
    for (u32 port = io->port; port < io->port + io->bytes; port++)
        if (in_bitmap(cpu, port))
            return true;
    return false;
}

/* INS and OUTS: the linear address of the memory operand. */
static u64 string_address(const struct cpu_state *cpu, const struct io *io)
{
    struct instruction in = io->instruction;

    if (io->in)
        in.segment = SEGMENT_ES;
    in.offset = cpu->gpr[io->in ? GPR_RDI : GPR_RSI];
    if (in.address_bytes == sizeof(u16))
        in.offset = (u16)in.offset;
    else if (in.address_bytes == sizeof(u32))
        in.offset = (u32)in.offset;
    return operand_linear(cpu, &in);
}

static void io_exit(struct cpu_state *cpu, const struct io *io)
{
    u32 opcode = io->instruction.opcode;
    bool immediate = opcode >= IMMEDIATE_FIRST && opcode <= IMMEDIATE_LAST;
    u32 address_size = io->instruction.address_bytes == sizeof(u16)   ? 0
                       : io->instruction.address_bytes == sizeof(u32) ? 1
                                                                      : 2;
    const struct vm_exit_info info = {
        .reason = EXIT_REASON_IO_INSTRUCTION,
        .qualification = (io->bytes - 1) | (io->in ? IO_DIRECTION_IN : 0) |
                         (io->string ? IO_STRING : 0) | (io->rep ? IO_REP : 0) |
                         (immediate ? IO_IMMEDIATE : 0) | (u64)io->port << PORT_SHIFT,
        .instruction_length = io->length,
        .instruction_information = io->string ? address_size << INFO_ADDRESS_SHIFT |
                                                    io->instruction.segment << INFO_SEGMENT_SHIFT
                                              : 0,
    };

    vmcs_set(&cpu->vmcs, GUEST_LINEAR_ADDRESS, io->string ? string_address(cpu, io) : 0);
    vm_exit(cpu, &info);
}

static u32 port_read(u32 port, u32 bytes)
{
    return bytes == sizeof(u8) ? inb(port) : bytes == sizeof(u16) ? inw(port) : inl(port);
}

static void port_write(u32 port, u32 bytes, u32 value)
{
    if (bytes == sizeof(u8))
        outb(port, value);
    else if (bytes == sizeof(u16))
        outw(port, value);
    else
        outl(port, value);
}

/* L1 lets L2 have the port: do it, but for the ROM's own, where nothing is. */
static void pass_through(struct cpu_state *cpu, const struct io *io)
{
    u64 mask = BIT(io->bytes * BITS_PER_BYTE) - 1;
    u64 kept = io->bytes == sizeof(u32) ? 0 : cpu->gpr[GPR_RAX] & ~mask;
    bool ours = io->port <= ROM_CHANNEL_PORT && io->port + io->bytes > ROM_CHANNEL_PORT;

    if (io->string)
        rom_stop(cpu, "INS or OUTS of L2 at a port that L1 does not intercept");
    if (io->in)
        cpu->gpr[GPR_RAX] = kept | (ours ? mask : port_read(io->port, io->bytes) & mask);
    else if (!ours)
        port_write(io->port, io->bytes, cpu->gpr[GPR_RAX]);
    cpu->vmcb->rip += io->length;
    cpu->vmcb->interrupt_shadow = 0;
}

void l2_io(struct cpu_state *cpu)
{
    u64 info = cpu->vmcb->exit_info1;
    struct io io = {
        .port = info >> SVM_IO_PORT_SHIFT & 0xffff,
        .bytes = info >> SVM_IO_SIZE_SHIFT & SVM_IO_SIZE_MASK,
        .in = info & SVM_IO_IN,
        .string = info & SVM_IO_STRING,
        .rep = info & SVM_IO_REP,
        .length = cpu->vmcb->exit_info2 - cpu->vmcb->rip,
    };

    l2_decode(cpu, &io.instruction, "an I/O instruction of L2 whose bytes cannot be fetched");
    if (exits(cpu, &io))
        io_exit(cpu, &io);
    else
        pass_through(cpu, &io);
}
