/*
 * The ROM's own channel: an isa-debugcon device at a port that L1 and L2 cannot reach. Silent on a
 * good run; every message is a whole line that begins with "VT-x ROM: ".
 */
#pragma once

#include "kit/outcome.h"
#include "kit/types.h"

#define ROM_CHANNEL_PORT 0x5658

/* One line; %s, %x (u64), %u (u64). */
void rom_say(const char *format, ...);

struct cpu_state;

/* Say `what`, where it happened, and end the machine: the ROM never guesses. */
NORETURN void rom_stop(const struct cpu_state *cpu, const char *what);

/* End the machine through the exit port. */
NORETURN void rom_end(enum outcome outcome);
