/*
 * Lab 6, given: what there is to say about an exit, and the guest's registers by number.
 */
#include "exits.h"
#include "kit/panic.h"
#include "kit/print.h"
#include "vmx/vmcs.h"

/*
 * The numbers of the registers in exit qualifications. SDM Vol. 3C, table "Exit Qualification for
 * Control-Register Accesses".
 */
#define REGISTER_RSP   4
#define REGISTER_COUNT 16

static u64 *register_slot(struct guest_registers *registers, u32 number)
{
    u64 *const slots[REGISTER_COUNT] = {
        &registers->rax, &registers->rcx, &registers->rdx, &registers->rbx, NULL,
        &registers->rbp, &registers->rsi, &registers->rdi, &registers->r8,  &registers->r9,
        &registers->r10, &registers->r11, &registers->r12, &registers->r13, &registers->r14,
        &registers->r15,
    };

    if (number >= REGISTER_COUNT)
        panic("there is no general-purpose register %u", number);
    return slots[number];
}

u64 guest_register_read(const struct vcpu *vcpu, u32 number)
{
    if (number == REGISTER_RSP)
        return vmcs_read(GUEST_RSP);
    return *register_slot((struct guest_registers *)&vcpu->registers, number);
}

void guest_register_write(struct vcpu *vcpu, u32 number, u64 value)
{
    if (number == REGISTER_RSP)
        vmcs_write(GUEST_RSP, value);
    else
        *register_slot(&vcpu->registers, number) = value;
}

void exit_report(const struct vcpu *vcpu)
{
    u32 basic = vcpu->exit.reason & EXIT_REASON_BASIC_MASK;

    kprintf("VM Exit - Reason: 0x%x (%u)\n", basic, basic);
    kprintf("  Exit qualification: 0x%lx\n", vcpu->exit.qualification);
    kprintf("  Guest RIP: 0x%lx\n", vcpu->exit.guest_rip);
}

void exit_report_all(const struct vcpu *vcpu)
{
    const struct guest_registers *r = &vcpu->registers;

    exit_report(vcpu);
    kprintf("  %s, instruction length %u\n",
            vm_exit_reason_name(vcpu->exit.reason & EXIT_REASON_BASIC_MASK),
            vcpu->exit.instruction_length);
    kprintf("  RAX %016lx  RBX %016lx  RCX %016lx  RDX %016lx\n", r->rax, r->rbx, r->rcx, r->rdx);
    kprintf("  RSI %016lx  RDI %016lx  RBP %016lx  RSP %016lx\n", r->rsi, r->rdi, r->rbp,
            vmcs_read(GUEST_RSP));
    kprintf("  R8  %016lx  R9  %016lx  R10 %016lx  R11 %016lx\n", r->r8, r->r9, r->r10, r->r11);
    kprintf("  R12 %016lx  R13 %016lx  R14 %016lx  R15 %016lx\n", r->r12, r->r13, r->r14, r->r15);
    kprintf("  CR0 %016lx  CR3 %016lx  CR4 %016lx  RFLAGS %lx\n", vmcs_read(GUEST_CR0),
            vmcs_read(GUEST_CR3), vmcs_read(GUEST_CR4), vmcs_read(GUEST_RFLAGS));
    kprintf("  guest-physical 0x%lx  guest-linear 0x%lx  interruption information 0x%lx\n",
            vmcs_read(GUEST_PHYSICAL_ADDRESS), vmcs_read(GUEST_LINEAR_ADDRESS),
            vmcs_read(VM_EXIT_INTERRUPTION_INFORMATION));
}
