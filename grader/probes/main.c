/*
 * main() of a kernel with probes: runs those that want this machine (boot option machine=), from number from= on.
 * The first that fails ends the run, so that a broken state cannot fail another one; the
 * grader starts the machine again behind it.
 */
#include "kit/boot_options.h"
#include "kit/kernel.h"
#include "kit/panic.h"
#include "kit/print.h"
#include "kit/stage.h"
#include "kit/string.h"
#include "probe.h"

extern const struct probe __start_probes[], __stop_probes[];

static struct machine machine;
static bool failed;

void expect(const char *what, u64 expected, u64 got)
{
    if (expected == got)
        return;
    failed = true;
    kprintf("[wrong] %s: expected 0x%lx, got 0x%lx\n", what, expected, got);
}

void expect_line(const char *line)
{
    kprintf("[line] %s\n", line);
}

void output_begin(void)
{
    kprintf("[output]\n");
}

void output_end(void)
{
    kprintf("[end of output]\n");
}

static u32 number_option(const char *name)
{
    char text[BOOT_OPTION_LENGTH_MAX];
    u32 value = 0;

    boot_option(name, "0", text);
    for (const char *digit = text; *digit; digit++)
        value = value * 10 + (*digit - '0');
    return value;
}

static void run(const struct probe *probe)
{
    u32 entered;

    memset(&machine, 0, sizeof(machine));
    failed = false;
    enum outcome outcome = stages_enter(&machine, probe->after, &entered);
    if (outcome != OUTCOME_PASSED) {
        kprintf("[wrong] the stages before it: stage %u did not pass\n", entered + 1);
        end_run(OUTCOME_WRONG_VALUE);
    }
    kprintf("[run]\n");
    probe->run(&machine);
    if (failed)
        end_run(OUTCOME_WRONG_VALUE);
    stages_leave(&machine, entered);
    kprintf("[pass]\n");
}

NORETURN void kernel_main(u32 magic, const void *info);

NORETURN void kernel_main(u32 magic, const void *info)
{
    char wanted[BOOT_OPTION_LENGTH_MAX];

    kernel_init(magic, info);
    boot_option("machine", "", wanted);
    u32 from = number_option("from"), number = 0;
    for (const struct probe *probe = __start_probes; probe < __stop_probes; probe++, number++) {
        if (number < from || strcmp(probe->machine, wanted))
            continue;
        kprintf("[probe %u] %s | %s\n", number, probe->step, probe->title);
        run(probe);
    }
    kprintf("[no more probes]\n");
    end_run(OUTCOME_PASSED);
}
