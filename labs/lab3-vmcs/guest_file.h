/* Given: the guest's program from the disk to the guest's memory, and back. */
#pragma once

#include "vmx/vm.h"

/*
 * Find the program that the boot option guest= names (without one /sbin/skernel-x86), get memory
 * for the guest, load the program into it. Returns false, after saying why, with nothing allocated.
 */
bool guest_file_load(struct vm *vm);

/* Give the guest's memory back. */
void guest_file_unload(struct vm *vm);
