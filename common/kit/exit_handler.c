/* Looking up the exit-handler table. */
#include "kit/exit_handler.h"

#include "kit/print.h"
#include "vmx/instructions.h"

extern const struct exit_handler __start_exit_handlers[], __stop_exit_handlers[];

const struct exit_handler *exit_handler_find(u32 reason)
{
    for (const struct exit_handler *handler = __start_exit_handlers; handler < __stop_exit_handlers;
         handler++)
        if (handler->reason == reason)
            return handler;
    return NULL;
}

void exit_handlers_print(void)
{
    for (const struct exit_handler *handler = __start_exit_handlers; handler < __stop_exit_handlers;
         handler++)
        kprintf("  exit %u  %s  %s\n", handler->reason, vm_exit_reason_name(handler->reason),
                handler->name);
}
