/* The ends of a run. */
#include "kit/panic.h"

#include "dev/exit_port.h"
#include "dev/serial.h"
#include "kit/print.h"

struct outcome_text {
    const char *name, *text;
};

static struct outcome_text outcome_text(enum outcome outcome)
{
    switch (outcome) {
#define OUTCOME(name, status, text) \
    case status:                    \
        return (struct outcome_text){ #name, text };
#include "kit/outcome.def"
#undef OUTCOME
    }
    return (struct outcome_text){ "UNKNOWN", "an outcome that kit/outcome.def does not have" };
}

NORETURN void end_run(enum outcome outcome)
{
    struct outcome_text text = outcome_text(outcome);

    kprintf("[end: %s (%u): %s]\n", text.name, outcome, text.text);
    serial_drain();
    exit_port_write(outcome);
    /* Still here: no such device. XCHG BX, BX is Bochs' magic break. */
    __asm__ volatile("xchg %%bx, %%bx" : : : "memory");
    kprintf("This machine has no exit port: switch it off.\n");
    for (;;)
        __asm__ volatile("cli; hlt" : : : "memory");
}

NORETURN void panic_at(const char *file, u32 line, const char *format, ...)
{
    va_list arguments;

    kprintf("panic at %s:%u: ", file, line);
    va_start(arguments, format);
    kvprintf(format, arguments);
    va_end(arguments);
    kprintf("\n");
    end_run(OUTCOME_PANIC);
}

/* "lab3.2": the handout's name is what stands before the dot, the anchor is the step without it. */
NORETURN int todo(const char *step)
{
    const char *dot = step;

    while (*dot && *dot != '.')
        dot++;
    kprintf("%s is not written yet: see handouts/%.*s.md#%.*s%s\n", step, (int)(dot - step), step,
            (int)(dot - step), step, *dot ? dot + 1 : dot);
    end_run(OUTCOME_NOT_WRITTEN);
}
