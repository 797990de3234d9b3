/*
 * Checks of the guest `exits`: what an instruction gave back, against what this machine should have
 * given.
 */
#pragma once

#include "kit/types.h"

/* Print `name: pass`, or `name: FAIL: expected ..., got ...`, and count it. */
void check(const char *name, u64 expected, u64 got);

/* Print the sum. Returns the number of checks that failed. */
u32 check_summary(void);

/* One file an exit reason. */
void check_cpuid(void);
void check_io(void);
void check_msr(void);
void check_control_registers(void);
