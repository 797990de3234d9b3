/* Bringing the machine up: what every main() of a kernel does first. */
#pragma once

#include "kit/types.h"

/*
 * Console, descriptor tables, interrupt controllers, command line, page allocator. `magic` and `info` are
 * what the multiboot loader left in EAX and EBX. Panics when the loader is none.
 */
void kernel_init(u32 magic, const void *info);
