/* The ends of a run that are not the normal one. Each prints a sentence and ends the machine. */
#pragma once

#include "kit/outcome.h"
#include "kit/types.h"

/* Print `outcome` with its number and meaning, then end the machine through the exit port. */
NORETURN void end_run(enum outcome outcome);

/* A rule of the kit was broken: print file, line and the sentence; OUTCOME_PANIC. */
#define panic(...) panic_at(__FILE__, __LINE__, __VA_ARGS__)
NORETURN void panic_at(const char *file, u32 line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/*
 * The body of a step that is not written yet. Prints
 *   lab3.2 is not written yet: see handouts/lab3.md#lab32
 * and ends the run with OUTCOME_NOT_WRITTEN. It returns an int only so that
 * `return todo("lab3.2");` stands in a function of any arithmetic type.
 */
NORETURN int todo(const char *step);
