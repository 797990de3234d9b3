/*
 * The map of the kernel: bring the machine up, walk the stages of the labs that are linked in, undo
 * them, end the run. Everything else is reached from here.
 */
#include "kit/boot_options.h"
#include "kit/exit_handler.h"
#include "kit/kernel.h"
#include "kit/machine.h"
#include "kit/panic.h"
#include "kit/print.h"
#include "kit/stage.h"
#include "kit/string.h"

static struct machine machine; /* zero: nothing is known, nothing is on */

NORETURN void kernel_main(u32 magic, const void *info)
{
    char list[BOOT_OPTION_LENGTH_MAX];

    kernel_init(magic, info);                /* console, descriptor tables, pages */
    kprintf("x86_64 Hypervisor (vmxlab)\n"); /* the first line of every run */
    stages_print();                          /* what this kernel is made of */
    if (boot_option("list", "", list) && !strcmp(list, "stages")) {
        exit_handlers_print(); /* make labN stages: both tables and no run */
        end_run(OUTCOME_PASSED);
    }
    end_run(stages_run(&machine, STAGE_LAST_OF_ALL)); /* every lab, in order, and back */
}
