/* Messages of the ROM, and its end. */
#include "vtxrom/debug.h"

#include <stdarg.h>

#include "dev/exit_port.h"
#include "vtxrom/cpu_state.h"

#define DECIMAL_DIGITS_MAX 20

static void put(char character)
{
    outb(ROM_CHANNEL_PORT, character);
}

static void put_number(u64 value, u32 base)
{
    char digits[DECIMAL_DIGITS_MAX];
    u32 first = sizeof(digits);

    do {
        digits[--first] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value);
    while (first < sizeof(digits))
        put(digits[first++]);
}

static void put_text(const char *text)
{
    while (*text)
        put(*text++);
}

void rom_say(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    put_text("VT-x ROM: ");
    for (; *format; format++) {
        if (*format != '%') {
            put(*format);
            continue;
        }
        format++;
        if (*format == 's')
            put_text(va_arg(arguments, const char *));
        else if (*format == 'x')
            put_number(va_arg(arguments, u64), 16);
        else
            put_number(va_arg(arguments, u64), 10);
    }
    put('\n');
    va_end(arguments);
}

NORETURN void rom_end(enum outcome outcome)
{
    exit_port_write(outcome);
    for (;;)
        __asm__ volatile("cli; hlt");
}

NORETURN void rom_stop(const struct cpu_state *cpu, const char *what)
{
    const struct vmcb *vmcb = cpu->vmcb;

    rom_say("stopped: %s", what);
    rom_say("  in %s at RIP 0x%x, CS base 0x%x; SVM exit code 0x%x, info 0x%x and 0x%x",
            cpu->in_l2 ? "the guest (L2)" : "the hypervisor (L1)", vmcb->rip, vmcb->cs.base,
            vmcb->exit_code, vmcb->exit_info1, vmcb->exit_info2);
    rom_say("  CR0 0x%x CR3 0x%x CR4 0x%x EFER 0x%x RFLAGS 0x%x", vmcb->cr0, vmcb->cr3, vmcb->cr4,
            vmcb->efer, vmcb->rflags);
    rom_end(OUTCOME_ROM_STOPPED);
}
