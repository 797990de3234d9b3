/* How a run ends, by name. The exit port (dev/exit_port.h) carries the number to the machine outside. */
#pragma once

enum outcome {
#define OUTCOME(name, status, text) OUTCOME_##name = status,
#include "kit/outcome.def"
#undef OUTCOME
};
