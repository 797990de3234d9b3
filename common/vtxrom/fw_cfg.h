/* QEMU's firmware configuration device: named files from the command line. */
#pragma once

#include "kit/types.h"

/*
 * Read the file `name` as a terminated string of at most size - 1 characters to `value`. Returns
 * false when there is no such file, or no such device.
 */
bool fw_cfg_read(const char *name, char *value, u32 size);

/* The number of processors the machine has; 1 where there is no such device. */
u32 fw_cfg_processors(void);
