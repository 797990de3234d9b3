/*
 * The stage table. A lab registers itself here and nowhere else; main() walks the table in the
 * order of the numbers and undoes it backwards.
 */
#pragma once

#include "kit/outcome.h"
#include "kit/types.h"

struct machine;

struct stage {
    u32 number;
    const char *name;
    enum outcome (*run)(struct machine *machine);
    void (*undo)(struct machine *machine); /* NULL when there is nothing to undo */
};

/*
 * Register a stage. `number`: the lab's number, unique; `run` returns OUTCOME_PASSED for "go on",
 * anything else ends the walk after it has printed why; `undo` runs only if `run` passed.
 */
#define STAGE(number_, name_, run_, undo_)                                           \
    static const struct stage stage_##number_                                        \
        __attribute__((used, section("stages"), aligned(sizeof(void *)))) = {        \
            .number = number_, .name = name_, .run = run_, .undo = undo_ }

/* Print the table, one line a stage. */
void stages_print(void);

/*
 * Run all stages with a number from 1 to `last` in order, then undo those that passed, backwards.
 * Returns OUTCOME_PASSED or the outcome of the first stage that did not pass.
 */
enum outcome stages_run(struct machine *machine, u32 last);

/*
 * The two halves of stages_run, for code that wants to do something in between.
 * stages_enter leaves the number of the last stage that passed in *entered (0: none).
 */
enum outcome stages_enter(struct machine *machine, u32 last, u32 *entered);
void stages_leave(struct machine *machine, u32 entered);

#define STAGE_LAST_OF_ALL 0xffffffffu
