/*
 * IN and OUT: the console port reads as its own number, an empty port as all ones; RAX keeps what
 * it should.
 */
#include "check.h"

#include "dev/port_io.h"
#include "vmx/guest_abi.h"

#define EMPTY_PORT  0x1234
#define RAX_PATTERN 0x1122334455667788ull

#define IN_INTO_PATTERN(instruction, port)                             \
    ({                                                                 \
        u64 rax_ = RAX_PATTERN;                                        \
        __asm__ volatile(instruction : "+a"(rax_) : "d"((u16)(port))); \
        rax_;                                                          \
    })

void check_io(void)
{
    u64 immediate = RAX_PATTERN;

    check("IN AL, console", (RAX_PATTERN & ~0xffull) | GUEST_CONSOLE_PORT,
          IN_INTO_PATTERN("inb %%dx, %%al", GUEST_CONSOLE_PORT));
    check("IN AL, empty port", RAX_PATTERN | 0xff, IN_INTO_PATTERN("inb %%dx, %%al", EMPTY_PORT));
    check("IN AX, empty port", RAX_PATTERN | 0xffff, IN_INTO_PATTERN("inw %%dx, %%ax", EMPTY_PORT));
    check("IN EAX, empty port", 0xffffffff, IN_INTO_PATTERN("inl %%dx, %%eax", EMPTY_PORT));
    __asm__ volatile("inb %1, %%al" : "+a"(immediate) : "i"(GUEST_CONSOLE_PORT));
    check("IN AL, imm8", (RAX_PATTERN & ~0xffull) | GUEST_CONSOLE_PORT, immediate);
    outl(EMPTY_PORT, ~0u);
    check("OUT to an empty port goes nowhere", 0xffffffff,
          IN_INTO_PATTERN("inl %%dx, %%eax", EMPTY_PORT));
}
