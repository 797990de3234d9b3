/* What an exception says before the run ends. SDM Vol. 3A, "Exception and Interrupt Reference". */
#include "cpu/exceptions.h"

#include "cpu/control_registers.h"
#include "cpu/vmx_opcode.h"
#include "kit/panic.h"
#include "kit/print.h"

static const char *const names[EXCEPTION_COUNT] = {
    "#DE divide error",
    "#DB debug",
    "NMI",
    "#BP breakpoint",
    "#OF overflow",
    "#BR bound range exceeded",
    "#UD invalid opcode",
    "#NM device not available",
    "#DF double fault",
    "coprocessor segment overrun",
    "#TS invalid TSS",
    "#NP segment not present",
    "#SS stack-segment fault",
    "#GP general protection",
    "#PF page fault",
    NULL,
    "#MF x87 floating-point error",
    "#AC alignment check",
    "#MC machine check",
    "#XM SIMD floating-point exception",
    "#VE virtualization exception",
    "#CP control protection exception",
};

/* Bits of a page fault's error code. SDM Vol. 3A, "Page-Fault Exceptions". */
#define PAGE_FAULT_PRESENT BIT(0)
#define PAGE_FAULT_WRITE   BIT(1)
#define PAGE_FAULT_FETCH   BIT(4)

static void explain_page_fault(const struct exception_frame *frame)
{
    u64 error = frame->error_code;
    const char *access = error & PAGE_FAULT_FETCH   ? "fetching an instruction from"
                         : error & PAGE_FAULT_WRITE ? "writing to"
                                                    : "reading from";

    kprintf("  %s address 0x%lx: %s\n", access, read_cr2(),
            error & PAGE_FAULT_PRESENT ? "the page does not allow it"
                                       : "no page is mapped there; the first 4 GiB are");
}

static void explain(const struct exception_frame *frame)
{
    const char *instruction = NULL;

    if (frame->vector == EXCEPTION_PAGE_FAULT)
        explain_page_fault(frame);
    if (frame->vector == EXCEPTION_INVALID_OPCODE || frame->vector == EXCEPTION_GENERAL_PROTECTION)
        instruction = vmx_opcode_name((const u8 *)frame->rip);
    if (!instruction)
        return;
    if (frame->vector == EXCEPTION_INVALID_OPCODE)
        kprintf("  %s raises #UD when CR4.VMXE is 0 (CR4 = 0x%lx, VMXE is %u) or, but for VMXON,\n"
                "  when the processor is not in VMX operation: lab 2 comes first\n",
                instruction, read_cr4(), (u32)(read_cr4() & CR4_VMXE ? 1 : 0));
    else
        kprintf("  %s raises #GP when the privilege level is not 0, and VMXON also when\n"
                "  IA32_FEATURE_CONTROL (0x3a) is not locked with VMX enabled (lab1.2) or CR0 or "
                "CR4 lack\n"
                "  a bit that VMX operation needs (lab2.3; CR0 = 0x%lx, CR4 = 0x%lx)\n",
                instruction, read_cr0(), read_cr4());
}

NORETURN void exception_report(const struct exception_frame *frame)
{
    const char *name = frame->vector < EXCEPTION_COUNT ? names[frame->vector] : NULL;

    kprintf("\nThe hypervisor raised exception %lu, %s, error code 0x%lx\n", frame->vector,
            name ? name : "reserved", frame->error_code);
    kprintf("  at RIP 0x%lx\n", frame->rip);
    explain(frame);
    kprintf("  RAX %016lx  RBX %016lx  RCX %016lx  RDX %016lx\n", frame->rax, frame->rbx,
            frame->rcx, frame->rdx);
    kprintf("  RSI %016lx  RDI %016lx  RBP %016lx  RSP %016lx\n", frame->rsi, frame->rdi,
            frame->rbp, frame->rsp);
    kprintf("  R8  %016lx  R9  %016lx  R10 %016lx  R11 %016lx\n", frame->r8, frame->r9, frame->r10,
            frame->r11);
    kprintf("  R12 %016lx  R13 %016lx  R14 %016lx  R15 %016lx\n", frame->r12, frame->r13,
            frame->r14, frame->r15);
    kprintf("  CR0 %016lx  CR2 %016lx  CR3 %016lx  CR4 %016lx\n", read_cr0(), read_cr2(),
            read_cr3(), read_cr4());
    kprintf("  CS %lx  SS %lx  RFLAGS %lx\n", frame->cs, frame->ss, frame->rflags);
    end_run(OUTCOME_HOST_EXCEPTION);
}
