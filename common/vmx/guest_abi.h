/*
 * What a guest may count on: where things are when its first instruction runs, and the ports that the
 * hypervisor answers (lab 6). Guests include this file as well.
 */
#pragma once

#include "kit/types.h"

#define GUEST_MEMORY_SIZE MIB(4)

/* Guest-physical addresses. The page at 0 stays unmapped in the EPT. */
#define GUEST_PAGE_TABLES 0x1000 /* PML4, page-directory-pointer table, page directory: a page each */
#define GUEST_STACK_TOP   0x80000
#define GUEST_LOAD_ADDRESS 0x100000

/* Selectors in the segment registers; the guest has no GDT of its own until it loads one. */
#define GUEST_SELECTOR_CODE 0x08
#define GUEST_SELECTOR_DATA 0x10
#define GUEST_SELECTOR_TSS  0x18

/* Port of the console: a byte written is printed; a read gives the port's number, as on Bochs and QEMU. */
#define GUEST_CONSOLE_PORT 0xe9
/* Port of the guest's verdict: 0 for "passed", anything else for "failed", and the guest ends. */
#define GUEST_EXIT_PORT 0xf4

/* CPUID leaf 0x40000000: EBX, ECX, EDX hold these twelve letters. */
#define GUEST_HYPERVISOR_SIGNATURE "vmxlab cpuid"
