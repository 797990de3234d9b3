/* Probes of lab 6: handlers are found in the table and called with an exit of the probes' making. */
#include "cpu/cpuid.h"
#include "cpu/msr.h"
#include "kit/exit_handler.h"
#include "kit/panic.h"
#include "kit/stage.h"
#include "kit/string.h"
#include "mem/page.h"
#include "probe.h"
#include "vmx/exit_qualification.h"
#include "vmx/guest_abi.h"
#include "vmx/guest_segments.h"
#include "vmx/by_hand.h"

enum exit_action advance_rip(struct vcpu *vcpu);

extern const struct stage __start_stages[], __stop_stages[];

#define RIP       0x100040ull
#define LENGTH    3
#define MOV_TO(cr, general)   ((u64)(cr) | (u64)(general) << 8)
#define MOV_FROM(cr, general) (MOV_TO(cr, general) | 1 << 4)
#define CLTS                  (2u << 4)
#define LMSW(source)          (3u << 4 | (u64)(source) << 16)
#define GENERAL_RDX           2
#define IO(port, size, flags) ((u64)(port) << 16 | ((size) - 1) | (flags))

static enum exit_action handle(struct machine *machine, u32 reason, u64 qualification)
{
    const struct exit_handler *handler = exit_handler_find(reason);

    expect("a handler is registered for the reason", true, handler != NULL);
    if (!handler)
        return EXIT_ACTION_STOP;
    machine->vcpu.outcome = OUTCOME_PANIC;
    machine->vcpu.exit = (struct vm_exit){ reason, qualification, LENGTH, RIP };
    return handler->handle(&machine->vcpu);
}

static void expect_stop(struct machine *machine, u32 reason, u64 qualification, enum outcome outcome)
{
    expect("action", EXIT_ACTION_STOP, handle(machine, reason, qualification));
    expect("vcpu->outcome", outcome, machine->vcpu.outcome);
}

static void expect_resume(struct machine *machine, u32 reason, u64 qualification)
{
    expect("action", EXIT_ACTION_RESUME, handle(machine, reason, qualification));
}

static enum outcome run_stage_6(struct machine *machine)
{
    for (const struct stage *stage = __start_stages; stage < __stop_stages; stage++)
        if (stage->number == 6)
            return stage->run(machine);
    panic("there is no stage 6");
}

/* Guest code at its load address, entered once more: stage 6 then finds the exit of its first instruction. */
static void enter_code(struct machine *machine, const u8 *code, u32 bytes)
{
    memcpy(physical_to_pointer(machine->vm.memory.host_physical + GUEST_LOAD_ADDRESS), code, bytes);
    by_hand_vmwrite(GUEST_RIP, GUEST_LOAD_ADDRESS);
    if (vcpu_enter(&machine->vcpu) != VM_ENTRY_OK)
        panic("the probe's guest is refused");
}

PROBE(read_exit, "lab6.1", "what the processor says about the exit", 5, "")
{
    static const u8 code[] = { 0x90, 0x90, 0xf4 }; /* NOP, NOP, HLT */

    enter_code(machine, code, sizeof(code));
    expect("stage 6", OUTCOME_PASSED, run_stage_6(machine));
    expect("exit.reason", EXIT_REASON_HLT, machine->vcpu.exit.reason);
    expect("exit.guest_rip", GUEST_LOAD_ADDRESS + 2, machine->vcpu.exit.guest_rip);
    expect("exit.instruction_length", 1, machine->vcpu.exit.instruction_length);
    expect("exit.qualification", 0, machine->vcpu.exit.qualification);
}

PROBE(qualification, "lab6.1", "the exit qualification", 5, "")
{
    static const u8 code[] = { 0x6e }; /* OUTSB: string I/O, which stops */

    by_hand_vmwrite(GUEST_RSP, GUEST_STACK_TOP);
    machine->vcpu.registers.rdx = 0x1234;
    enter_code(machine, code, sizeof(code));
    run_stage_6(machine);
    expect("exit.qualification", IO(0x1234, 1, IO_STRING), machine->vcpu.exit.qualification);
}

PROBE(unknown, "lab6.2", "an unknown reason: everything printed, guest stopped, host alive", 5, "")
{
    static const u8 code[] = { 0x0f, 0x01, 0xc1 }; /* VMCALL */

    enter_code(machine, code, sizeof(code));
    expect("stage 6", OUTCOME_UNHANDLED_EXIT, run_stage_6(machine));
}

PROBE(advance, "lab6.3", "RIP and blocking", 5, "")
{
    machine->vcpu.exit = (struct vm_exit){ EXIT_REASON_CPUID, 0, LENGTH, RIP };
    by_hand_vmwrite(GUEST_INTERRUPTIBILITY_STATE,
                    INTERRUPTIBILITY_BLOCKING_BY_STI | INTERRUPTIBILITY_BLOCKING_BY_NMI);
    expect("action", EXIT_ACTION_RESUME, advance_rip(&machine->vcpu));
    expect("GUEST_RIP", RIP + LENGTH, by_hand_vmread(GUEST_RIP));
    expect("GUEST_INTERRUPTIBILITY_STATE", INTERRUPTIBILITY_BLOCKING_BY_NMI,
           by_hand_vmread(GUEST_INTERRUPTIBILITY_STATE));
    by_hand_vmwrite(GUEST_INTERRUPTIBILITY_STATE, INTERRUPTIBILITY_BLOCKING_BY_MOV_SS);
    advance_rip(&machine->vcpu);
    expect("GUEST_INTERRUPTIBILITY_STATE", 0, by_hand_vmread(GUEST_INTERRUPTIBILITY_STATE));
}

PROBE(hlt, "lab6.4", "HLT", 5, "")
{
    expect_line("VM Exit - Reason: 0xc (12)");
    expect_line("Exit qualification: 0x0");
    expect_line("Guest RIP: 0x100040");
    expect_line("HLT - guest is halting");
    output_begin();
    expect_stop(machine, EXIT_REASON_HLT, 0, OUTCOME_PASSED);
    output_end();
}

PROBE(triple_fault, "lab6.5", "triple fault", 5, "")
{
    expect_line("VM Exit - Reason: 0x2 (2)");
    expect_line("Exit qualification: 0x0");
    expect_line("Guest RIP: 0x100040");
    expect_line("Triple fault - guest is dead, host is alive");
    output_begin();
    expect_stop(machine, EXIT_REASON_TRIPLE_FAULT, 0, OUTCOME_GUEST_TRIPLE_FAULT);
    output_end();
}

PROBE(cpuid, "lab6.6", "CPUID", 5, "")
{
    struct guest_registers *r = &machine->vcpu.registers;
    struct cpuid_result real = cpuid(CPUID_LEAF_FEATURES, 0);
    u32 signature[3];

    *r = (struct guest_registers){ .rax = ~0ull << 32 | CPUID_LEAF_FEATURES, .rbx = ~0ull };
    expect_resume(machine, EXIT_REASON_CPUID, 0);
    expect("leaf 1, EAX", real.eax, r->rax);
    expect("leaf 1, ECX: no VMX, a hypervisor",
           (real.ecx & ~CPUID_1_ECX_VMX) | CPUID_1_ECX_HYPERVISOR, r->rcx);
    expect("leaf 1, upper half of RBX", 0, r->rbx >> 32);
    expect("leaf 1, EDX", real.edx, r->rdx);
    *r = (struct guest_registers){ .rax = CPUID_LEAF_HYPERVISOR };
    expect_resume(machine, EXIT_REASON_CPUID, 0);
    memcpy(signature, GUEST_HYPERVISOR_SIGNATURE, sizeof(signature));
    expect("leaf 40000000H, EAX", CPUID_LEAF_HYPERVISOR, r->rax);
    expect("leaf 40000000H, EBX", signature[0], r->rbx);
    expect("leaf 40000000H, ECX", signature[1], r->rcx);
    expect("leaf 40000000H, EDX", signature[2], r->rdx);
}

#define CR_EXIT EXIT_REASON_CONTROL_REGISTER_ACCESS
#define SOME_CR0 (CR0_PE | CR0_PG | CR0_ET)

PROBE(cr0, "lab6.7", "MOV to CR0", 5, "")
{
    machine->vcpu.registers.rdx = SOME_CR0 | CR0_WP;
    expect_resume(machine, CR_EXIT, MOV_TO(0, GENERAL_RDX));
    expect("CR0_READ_SHADOW", SOME_CR0 | CR0_WP, by_hand_vmread(CR0_READ_SHADOW));
    expect("GUEST_CR0", SOME_CR0 | CR0_WP | CR0_NE, by_hand_vmread(GUEST_CR0));
    machine->vcpu.registers.rdx = CR0_PE;
    expect_stop(machine, CR_EXIT, MOV_TO(0, GENERAL_RDX), OUTCOME_UNHANDLED_EXIT);
}

PROBE(cr4, "lab6.8", "MOV to CR4", 5, "")
{
    machine->vcpu.registers.rdx = CR4_PAE | CR4_PGE;
    expect_resume(machine, CR_EXIT, MOV_TO(4, GENERAL_RDX));
    expect("CR4_READ_SHADOW", CR4_PAE | CR4_PGE, by_hand_vmread(CR4_READ_SHADOW));
    expect("GUEST_CR4", CR4_PAE | CR4_PGE | CR4_VMXE, by_hand_vmread(GUEST_CR4));
}

PROBE(cr3, "lab6.9", "MOV to and from CR3, another register", 5, "")
{
    machine->vcpu.registers.rdx = 0x5000;
    expect_resume(machine, CR_EXIT, MOV_TO(3, GENERAL_RDX));
    expect("GUEST_CR3", 0x5000, by_hand_vmread(GUEST_CR3));
    by_hand_vmwrite(GUEST_CR3, 0x6000);
    expect_resume(machine, CR_EXIT, MOV_FROM(3, GENERAL_RDX));
    expect("RDX", 0x6000, machine->vcpu.registers.rdx);
    expect_stop(machine, CR_EXIT, MOV_TO(8, GENERAL_RDX), OUTCOME_UNHANDLED_EXIT);
}

PROBE(clts, "lab6.10", "CLTS and LMSW", 5, "")
{
    by_hand_vmwrite(GUEST_CR0, SOME_CR0 | CR0_NE | CR0_TS);
    by_hand_vmwrite(CR0_READ_SHADOW, SOME_CR0 | CR0_TS);
    expect_resume(machine, CR_EXIT, CLTS);
    expect("CR0_READ_SHADOW after CLTS", 0, by_hand_vmread(CR0_READ_SHADOW) & CR0_TS);
    expect("GUEST_CR0 after CLTS", SOME_CR0 | CR0_NE, by_hand_vmread(GUEST_CR0));
    expect_resume(machine, CR_EXIT, LMSW(CR0_PE | CR0_TS | CR0_EM));
    expect("GUEST_CR0 after LMSW", SOME_CR0 | CR0_NE | CR0_TS | CR0_EM, by_hand_vmread(GUEST_CR0));
    expect_resume(machine, CR_EXIT, LMSW(0));
    expect("GUEST_CR0: LMSW cannot clear PE", SOME_CR0 | CR0_NE, by_hand_vmread(GUEST_CR0));
}

#define IO_EXIT EXIT_REASON_IO_INSTRUCTION
#define RAX     0x1122334455667788ull

static void write_console(struct machine *machine, char character)
{
    machine->vcpu.registers.rax = 0xffffff00 | (u8)character;
    expect_resume(machine, IO_EXIT, IO(GUEST_CONSOLE_PORT, 1, 0));
}

PROBE(console, "lab6.11", "the guest's console", 5, "")
{
    expect_line("guest: hi");
    expect_line("guest:");
    output_begin();
    write_console(machine, 'h');
    write_console(machine, 'i');
    write_console(machine, '\n');
    write_console(machine, '\n');
    output_end();
}

PROBE(console_full, "lab6.11", "a line longer than the buffer", 5, "")
{
    char line[GUEST_LINE_MAX + sizeof("guest: ")] = "guest: ";

    memset(line + strlen("guest: "), 'x', GUEST_LINE_MAX);
    expect_line(line);
    expect_line("guest: x");
    output_begin();
    for (u32 i = 0; i <= GUEST_LINE_MAX; i++)
        write_console(machine, 'x');
    write_console(machine, '\n');
    output_end();
}

PROBE(out, "lab6.12", "OUT", 5, "")
{
    machine->vcpu.registers.rax = 0x1200;
    expect_resume(machine, IO_EXIT, IO(0x1234, 2, 0));
    expect_stop(machine, IO_EXIT, IO(GUEST_EXIT_PORT, 1, 0), OUTCOME_PASSED);
    machine->vcpu.registers.rax = 0x1207;
    expect_stop(machine, IO_EXIT, IO(GUEST_EXIT_PORT, 1, 0), OUTCOME_GUEST_FAILED);
}

static void expect_in(struct machine *machine, u32 port, u32 size, u64 expected)
{
    machine->vcpu.registers.rax = RAX;
    expect_resume(machine, IO_EXIT, IO(port, size, IO_DIRECTION_IN));
    expect("RAX", expected, machine->vcpu.registers.rax);
}

PROBE(in, "lab6.13", "IN", 5, "")
{
    expect_in(machine, GUEST_CONSOLE_PORT, 1, (RAX & ~0xffull) | GUEST_CONSOLE_PORT);
    expect_in(machine, 0x1234, 1, RAX | 0xff);
    expect_in(machine, 0x1234, 2, RAX | 0xffff);
    expect_in(machine, 0x1234, 4, 0xffffffff);
}

PROBE(string, "lab6.14", "string I/O is refused by name, the operand is cut to its size", 5, "")
{
    expect_stop(machine, IO_EXIT, IO(0x1234, 1, IO_STRING), OUTCOME_UNHANDLED_EXIT);
    expect_stop(machine, IO_EXIT, IO(0x1234, 4, IO_STRING | IO_REP | IO_DIRECTION_IN),
                OUTCOME_UNHANDLED_EXIT);
    machine->vcpu.registers.rax = 0x100; /* the low byte is 0 */
    expect_stop(machine, IO_EXIT, IO(GUEST_EXIT_PORT, 1, 0), OUTCOME_PASSED);
}

#define UNKNOWN_MSR 0xc0001234u

PROBE(rdmsr, "lab6.15", "RDMSR", 5, "")
{
    struct guest_registers *r = &machine->vcpu.registers;

    by_hand_vmwrite(GUEST_FS_BASE, 0x123456789abcull);
    *r = (struct guest_registers){ .rax = ~0ull, .rdx = ~0ull, .rcx = ~0ull << 32 | MSR_IA32_FS_BASE };
    expect_resume(machine, EXIT_REASON_RDMSR, 0);
    expect("RAX", 0x56789abc, r->rax);
    expect("RDX", 0x1234, r->rdx);
    r->rcx = UNKNOWN_MSR;
    expect_stop(machine, EXIT_REASON_RDMSR, 0, OUTCOME_UNHANDLED_EXIT);
}

PROBE(wrmsr, "lab6.16", "WRMSR", 5, "")
{
    struct guest_registers *r = &machine->vcpu.registers;

    *r = (struct guest_registers){ .rax = ~0ull << 32 | 0x9abc, .rdx = ~0ull << 32 | 0x56, .rcx = MSR_IA32_GS_BASE };
    expect_resume(machine, EXIT_REASON_WRMSR, 0);
    expect("GUEST_GS_BASE", 0x5600009abcull, by_hand_vmread(GUEST_GS_BASE));
    *r = (struct guest_registers){ .rax = EFER_LME | EFER_SCE, .rcx = MSR_IA32_EFER };
    expect_resume(machine, EXIT_REASON_WRMSR, 0);
    expect("GUEST_IA32_EFER keeps LMA", EFER_LMA | EFER_LME | EFER_SCE, by_hand_vmread(GUEST_IA32_EFER));
    r->rax = EFER_SCE;
    expect_stop(machine, EXIT_REASON_WRMSR, 0, OUTCOME_UNHANDLED_EXIT);
    r->rcx = UNKNOWN_MSR;
    expect_stop(machine, EXIT_REASON_WRMSR, 0, OUTCOME_UNHANDLED_EXIT);
}
