/*
 * Exceptions and software interrupts of L2. SDM Vol. 3C, "Exceptions", "Information for VM Exits
 * Due to Vectored Events".
 */
#include "vtxrom/l2_exit.h"

#include "vmx/exit_reasons.h"
#include "vtxrom/check.h"
#include "vtxrom/decode.h"
#include "vtxrom/event.h"
#include "vtxrom/vm_entry.h"
#include "vtxrom/vmx_instruction.h"

#define INFO_VALID             BIT(31)
#define INFO_ERROR_VALID       BIT(11)
#define INFO_TYPE_SHIFT        8
#define TYPE_HARDWARE          3u
#define TYPE_SOFTWARE          6u /* INT3 and INTO */
#define OPCODE_INT3            0xcc
#define OPCODE_INT             0xcd
#define INTERRUPT_VECTOR_BYTES 1

/* A page fault exits when the masked error code matches and the bitmap says so, or neither. */
static bool page_fault_exits(const struct cpu_state *cpu, u32 error)
{
    bool match =
        (error & field(cpu, PAGE_FAULT_ERROR_CODE_MASK)) == field(cpu, PAGE_FAULT_ERROR_CODE_MATCH);
    bool bit = field(cpu, EXCEPTION_BITMAP) & BIT(VECTOR_PF);

    return match == bit;
}

static bool exits(const struct cpu_state *cpu, u32 vector)
{
    if (vector == VECTOR_PF)
        return page_fault_exits(cpu, cpu->vmcb->exit_info1);
    return field(cpu, EXCEPTION_BITMAP) & BIT(vector);
}

/* Not L1's: the exception goes to L2 as if nothing had been intercepted. */
static void deliver(struct cpu_state *cpu, u32 vector)
{
    if (vector == VECTOR_PF)
        raise_page_fault(cpu, cpu->vmcb->exit_info2, cpu->vmcb->exit_info1);
    else if (vector_has_error(vector))
        raise_with_error(cpu, vector, cpu->vmcb->exit_info1);
    else
        raise(cpu, vector);
}

static void exception_exit(struct cpu_state *cpu, u32 vector, u32 type, u32 length)
{
    bool error = vector_has_error(vector);
    const struct vm_exit_info info = {
        .reason = EXIT_REASON_EXCEPTION_OR_NMI,
        .qualification = vector == VECTOR_PF   ? cpu->vmcb->exit_info2
                         : vector == VECTOR_DB ? cpu->vmcb->dr6
                                               : 0,
        .instruction_length = length,
        .interruption_information =
            INFO_VALID | (error ? INFO_ERROR_VALID : 0) | type << INFO_TYPE_SHIFT | vector,
        .interruption_error = error ? cpu->vmcb->exit_info1 : 0,
    };

    vm_exit(cpu, &info);
}

/* A VMX instruction of L2 is an exit of its own, whatever the bitmap says of #UD. */
static bool vmx_instruction_exit(struct cpu_state *cpu)
{
    struct instruction in;
    u32 reason = decode(cpu, &in) ? vmx_instruction_exit_reason(&in) : 0;
    bool fields = reason == EXIT_REASON_VMREAD || reason == EXIT_REASON_VMWRITE;
    bool two_registers = fields || reason == EXIT_REASON_INVEPT || reason == EXIT_REASON_INVVPID;

    if (!reason)
        return false;
    const struct vm_exit_info info = {
        .reason = reason,
        .qualification = in.is_memory ? in.displacement : 0,
        .instruction_length = in.length,
        .instruction_information =
            in.is_memory || fields ? instruction_information(&in, two_registers) : 0,
    };
    vm_exit(cpu, &info);
    return true;
}

void l2_exception(struct cpu_state *cpu)
{
    u32 vector = cpu->vmcb->exit_code - SVM_EXIT_EXCEPTION;
    struct instruction in;

    if (vector == VECTOR_UD && vmx_instruction_exit(cpu))
        return;
    if (!exits(cpu, vector)) {
        deliver(cpu, vector);
        return;
    }
    if (vector == VECTOR_BP || vector == VECTOR_OF) {
        l2_decode(cpu, &in, "INT3 of L2 whose bytes cannot be fetched");
        exception_exit(cpu, vector, TYPE_SOFTWARE, in.length);
        return;
    }
    exception_exit(cpu, vector, TYPE_HARDWARE, 0);
}

/* INT n, INT3 and INTO, where QEMU shows the latter two. INT n never exits: do it for L2. */
void l2_software_interrupt(struct cpu_state *cpu)
{
    struct instruction in;

    l2_decode(cpu, &in, "a software interrupt of L2 whose bytes cannot be fetched");
    bool interrupt = in.opcode == OPCODE_INT;
    u32 vector = interrupt ? in.bytes[in.length] : in.opcode == OPCODE_INT3 ? VECTOR_BP : VECTOR_OF;
    u32 length = in.length + (interrupt ? INTERRUPT_VECTOR_BYTES : 0);

    if (!interrupt && exits(cpu, vector)) {
        exception_exit(cpu, vector, TYPE_SOFTWARE, length);
        return;
    }
    cpu->vmcb->rip += length;
    cpu->vmcb->event_injection =
        SVM_EVENT_VALID | SVM_EVENT_SOFTWARE << SVM_EVENT_TYPE_SHIFT | vector;
}
