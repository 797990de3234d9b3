/* Walking the stage table. */
#include "kit/stage.h"

#include "kit/panic.h"
#include "kit/print.h"

extern const struct stage __start_stages[], __stop_stages[];

/* The stage with the lowest number above `number`, NULL behind the last. */
static const struct stage *stage_after(u32 number)
{
    const struct stage *next = NULL;

    for (const struct stage *stage = __start_stages; stage < __stop_stages; stage++)
        if (stage->number > number && (!next || stage->number < next->number))
            next = stage;
    return next;
}

/* The stage with the highest number up to `number`, NULL before the first. */
static const struct stage *stage_up_to(u32 number)
{
    const struct stage *previous = NULL;

    for (const struct stage *stage = __start_stages; stage < __stop_stages; stage++)
        if (stage->number <= number && (!previous || stage->number > previous->number))
            previous = stage;
    return previous;
}

void stages_print(void)
{
    for (const struct stage *stage = stage_after(0); stage; stage = stage_after(stage->number))
        kprintf("  stage %u  %s\n", stage->number, stage->name);
}

enum outcome stages_enter(struct machine *machine, u32 last, u32 *entered)
{
    *entered = 0;
    for (const struct stage *stage = stage_after(0); stage && stage->number <= last;
         stage = stage_after(stage->number)) {
        enum outcome outcome = stage->run(machine);

        if (outcome != OUTCOME_PASSED) {
            kprintf("[stage %u %s: failed]\n", stage->number, stage->name);
            return outcome;
        }
        kprintf("[stage %u %s: ok]\n", stage->number, stage->name);
        *entered = stage->number;
    }
    return OUTCOME_PASSED;
}

void stages_leave(struct machine *machine, u32 entered)
{
    for (const struct stage *stage = stage_up_to(entered); stage;
         stage = stage_up_to(stage->number - 1)) {
        if (stage->undo)
            stage->undo(machine);
    }
}

enum outcome stages_run(struct machine *machine, u32 last)
{
    u32 entered;
    enum outcome outcome = stages_enter(machine, last, &entered);

    stages_leave(machine, entered);
    return outcome;
}
