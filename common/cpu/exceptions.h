/* Exceptions of the hypervisor itself: each one ends the run after saying what, where and, if it can, why. */
#pragma once

#include "kit/types.h"

#define EXCEPTION_COUNT 32

enum exception_vector {
    EXCEPTION_NMI = 2,
    EXCEPTION_INVALID_OPCODE = 6,
    EXCEPTION_DOUBLE_FAULT = 8,
    EXCEPTION_GENERAL_PROTECTION = 13,
    EXCEPTION_PAGE_FAULT = 14,
};

/* What the stubs leave on the stack; the error code is 0 where the processor pushes none. */
struct exception_frame {
    u64 r15, r14, r13, r12, r11, r10, r9, r8;
    u64 rbp, rdi, rsi, rdx, rcx, rbx, rax;
    u64 vector, error_code;
    u64 rip, cs, rflags, rsp, ss;
};

/* Addresses of the stubs, by vector (exception_stubs.asm). */
extern const u64 exception_stubs[EXCEPTION_COUNT];

/* Print everything about `frame` and end the run with OUTCOME_HOST_EXCEPTION. */
NORETURN void exception_report(const struct exception_frame *frame);
