/*
 * Lab 6: I/O instructions. Two ports answer: the guest's console and its exit port; all others are
 * an empty bus, as on a PC: reads give all ones, writes go nowhere.
 */
#include "exits.h"
#include "kit/panic.h"
#include "kit/print.h"
#include "vmx/exit_qualification.h"
#include "vmx/guest_abi.h"

#define BITS_PER_BYTE 8

/* Given: the low `size` (1, 2 or 4) bytes. */
static u64 size_mask(u32 size)
{
    return BIT(size * BITS_PER_BYTE) - 1;
}

/*
 * lab6.11  A byte for the guest's console. Collect the line in vcpu->console; at '\n', or when the
 * line is full (GUEST_LINE_MAX), print `guest: ` and the line, and start a new one.
 */
static void console_write(struct guest_console *console, char character)
{
    /* BEGIN SOLUTION lab6.11 statement */
    if (character != '\n')
        console->line[console->length++] = character;
    if (character != '\n' && console->length < GUEST_LINE_MAX)
        return;
    kprintf("guest: %.*s\n", (int)console->length, console->line);
    console->length = 0;
    /* END SOLUTION */
}

/*
 * lab6.12  OUT: `value` holds the low bytes of RAX already cut to the operand's size.
 * GUEST_CONSOLE_PORT: console_write. GUEST_EXIT_PORT: stop the guest with OUTCOME_PASSED if the
 * value is 0, else with OUTCOME_GUEST_FAILED after printing `guest: exit status <value>`. Any other
 * port: nothing. Then advance_rip.
 */
static enum exit_action handle_out(struct vcpu *vcpu, u32 port, u64 value)
{
    /* BEGIN SOLUTION lab6.12 */
    if (port == GUEST_CONSOLE_PORT)
        console_write(&vcpu->console, value);
    if (port == GUEST_EXIT_PORT) {
        if (value)
            kprintf("guest: exit status %lu\n", value);
        return stop_guest(vcpu, value ? OUTCOME_GUEST_FAILED : OUTCOME_PASSED);
    }
    return advance_rip(vcpu);
    /* END SOLUTION */
}

/*
 * lab6.13  IN: GUEST_CONSOLE_PORT gives its own number, every other port all ones. 1 or 2 bytes
 * replace the low part of RAX and leave the rest alone; 4 bytes clear the upper half, as every
 * write to a 32-bit register does. Then advance_rip.
 */
static enum exit_action handle_in(struct vcpu *vcpu, u32 port, u32 size)
{
    /* BEGIN SOLUTION lab6.13 */
    u64 value = port == GUEST_CONSOLE_PORT ? GUEST_CONSOLE_PORT : ~0ull;
    u64 kept = size == sizeof(u32) ? 0 : vcpu->registers.rax & ~size_mask(size);

    vcpu->registers.rax = kept | (value & size_mask(size));
    return advance_rip(vcpu);
    /* END SOLUTION */
}

/*
 * lab6.14  Take the qualification apart (vmx/exit_qualification.h): port, size, direction. String
 * instructions (IO_STRING) are lab 8's: stop_unhandled, naming them.
 * SDM Vol. 3C, "Exit Qualification for I/O Instructions".
 */
static enum exit_action handle_io(struct vcpu *vcpu)
{
    /* BEGIN SOLUTION lab6.14 */
    u64 qualification = vcpu->exit.qualification;
    u32 size = IO_SIZE(qualification);

    if (qualification & IO_STRING)
        return stop_unhandled(vcpu, "INS and OUTS are not handled");
    if (qualification & IO_DIRECTION_IN)
        return handle_in(vcpu, IO_PORT(qualification), size);
    return handle_out(vcpu, IO_PORT(qualification), vcpu->registers.rax & size_mask(size));
    /* END SOLUTION */
}

EXIT_HANDLER(EXIT_REASON_IO_INSTRUCTION, handle_io);
