/* Event injection. AMD APM Vol. 2, 15.20. */
#include "vtxrom/event.h"

static void inject(struct cpu_state *cpu, u32 event, u32 error)
{
    cpu->vmcb->event_injection = SVM_EVENT_VALID | event;
    cpu->vmcb->event_error = error;
}

void raise(struct cpu_state *cpu, u32 vector)
{
    inject(cpu, vector | SVM_EVENT_EXCEPTION << SVM_EVENT_TYPE_SHIFT, 0);
}

void raise_with_error(struct cpu_state *cpu, u32 vector, u32 error)
{
    inject(cpu, vector | SVM_EVENT_EXCEPTION << SVM_EVENT_TYPE_SHIFT | SVM_EVENT_ERROR_VALID,
           error);
}

void raise_page_fault(struct cpu_state *cpu, u64 address, u32 error)
{
    cpu->vmcb->cr2 = address;
    raise_with_error(cpu, VECTOR_PF, error);
}

void skip_instruction(struct cpu_state *cpu, u32 length)
{
    cpu->vmcb->rip += length;
    if (!(cpu->vmcb->cs.attributes & SVM_ATTRIBUTE_LONG))
        cpu->vmcb->rip = (u32)cpu->vmcb->rip;
    cpu->vmcb->interrupt_shadow = 0;
}
