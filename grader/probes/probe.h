/*
 * Probes: bare-metal checks of single steps, linked into a lab's kernel in place of its main(). Each sets up what it
 * needs by its own means, calls the student's function and compares. The protocol on the serial line is
 * for grader/probe_run.py.
 */
#pragma once

#include "kit/machine.h"
#include "kit/types.h"

struct probe {
    const char *step;    /* "lab2.5" */
    const char *title;   /* what is checked, in a few words */
    u32 after;           /* run the stages up to this one first (0: none) */
    const char *machine; /* fw_cfg setting of the machine it wants, "" for the plain one */
    void (*run)(struct machine *machine);
};

/* Register a probe; `id` makes the variable's name unique in its file. */
#define PROBE(id, step_, title_, after_, machine_)                                              \
    static void probe_##id(struct machine *machine);                                            \
    static const struct probe probe_entry_##id                                                  \
        __attribute__((used, section("probes"), aligned(sizeof(void *)))) = {                   \
            .step = step_, .title = title_, .after = after_, .machine = machine_, .run = probe_##id }; \
    static void probe_##id(__attribute__((unused)) struct machine *machine)

/* Compare; a difference is printed and fails the probe, which goes on. */
void expect(const char *what, u64 expected, u64 got);

/* What the next lines of output must be, white space aside: say each with expect_line, then run between the two. */
void expect_line(const char *line);
void output_begin(void);
void output_end(void);
