/*
 * Numbers for NASM taken from C, so that no offset is written twice: a file x.offsets.c holds
 * functions made of these lines and common/rules.mk turns it into x.inc.
 */
#pragma once

#include "kit/types.h"

#define ASM_CONSTANT(name, value) __asm__ volatile("\n.ascii \"->" #name " %0\"" : : "i"(value))
#define OFFSET(name, type, member) ASM_CONSTANT(name, offsetof(type, member))
