/*
 * The exit-handler table: one handler a basic exit reason. A later lab adds a reason by registering
 * it; no earlier file is touched.
 */
#pragma once

#include "kit/types.h"
#include "vmx/exit_reasons.h"
#include "vmx/vm.h"

enum exit_action {
    EXIT_ACTION_RESUME, /* enter the guest again at GUEST_RIP */
    EXIT_ACTION_STOP,   /* the guest is done: leave with vcpu->outcome */
};

struct exit_handler {
    enum vm_exit_reason reason;
    const char *name; /* the function's, for the table's listing */
    enum exit_action (*handle)(struct vcpu *vcpu);
};

#define EXIT_HANDLER(reason_, function_)                                              \
    static const struct exit_handler exit_handler_##reason_                           \
        __attribute__((used, section("exit_handlers"), aligned(sizeof(void *)))) = {  \
            .reason = reason_, .name = #function_, .handle = function_ }

/* The handler registered for `reason`, NULL when there is none. */
const struct exit_handler *exit_handler_find(u32 reason);

/* Print the table, one line a handler. */
void exit_handlers_print(void);
