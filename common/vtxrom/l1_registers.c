/* CPUID, MSRs, CR4 and ports of L1. */
#include "vtxrom/l1_exit.h"

#include "cpu/control_registers.h"
#include "cpu/cpuid.h"
#include "cpu/msr.h"
#include "vtxrom/capability.h"
#include "vtxrom/control_register.h"
#include "vtxrom/debug.h"
#include "vtxrom/event.h"
#include "vtxrom/vm_entry.h"

#define MSR_INSTRUCTION_LENGTH \
    2 /* RDMSR and WRMSR; prefixes mean nothing to them and nobody writes any */
#define HIGH_SHIFT 32

#define VENDOR_EBX 0x756e6547u /* "Genu" */
#define VENDOR_EDX 0x49656e69u /* "ineI" */
#define VENDOR_ECX 0x6c65746eu /* "ntel" */

void l1_cpuid(struct cpu_state *cpu)
{
    u32 leaf = cpu->gpr[GPR_RAX];
    struct cpuid_result r = cpuid(leaf, cpu->gpr[GPR_RCX]);

    if (leaf == CPUID_LEAF_VENDOR) {
        r.ebx = VENDOR_EBX;
        r.edx = VENDOR_EDX;
        r.ecx = VENDOR_ECX;
    } else if (leaf == CPUID_LEAF_FEATURES) {
        r.ecx |= CPUID_1_ECX_VMX;
        r.ecx &= ~CPUID_1_ECX_OSXSAVE; /* that bit follows CR4 of who asks, not the ROM's */
        if (cpu->vmcb->cr4 & CR4_OSXSAVE)
            r.ecx |= CPUID_1_ECX_OSXSAVE;
    } else if (leaf == CPUID_LEAF_EXTENDED_FEATURES) {
        r.ecx &= ~CPUID_80000001_ECX_SVM;
    } else if (leaf == CPUID_LEAF_SVM) {
        r = (struct cpuid_result){ 0 };
    }
    cpu->gpr[GPR_RAX] = r.eax;
    cpu->gpr[GPR_RBX] = r.ebx;
    cpu->gpr[GPR_RCX] = r.ecx;
    cpu->gpr[GPR_RDX] = r.edx;
}

static bool read_msr(const struct cpu_state *cpu, u32 index, u64 *value)
{
    if (index == MSR_IA32_FEATURE_CONTROL) {
        *value = cpu->feature_control;
        return true;
    }
    if (index >= MSR_IA32_VMX_BASIC && index <= MSR_IA32_VMX_VMFUNC)
        return capability_read(cpu, index, value);
    return msr_read(cpu->vmcb, index, value);
}

/* The capability MSRs cannot be written, a locked IA32_FEATURE_CONTROL neither. */
static bool write_msr(struct cpu_state *cpu, u32 index, u64 value)
{
    const u64 known = FEATURE_CONTROL_LOCK | FEATURE_CONTROL_ENABLE_VMX_OUTSIDE_SMX;

    if (index == MSR_IA32_FEATURE_CONTROL) {
        if (cpu->feature_control & FEATURE_CONTROL_LOCK || value & ~known)
            return false;
        cpu->feature_control = value;
        return true;
    }
    if (index >= MSR_IA32_VMX_BASIC && index <= MSR_IA32_VMX_VMFUNC)
        return false;
    return msr_write(cpu->vmcb, index, value);
}

void l1_msr(struct cpu_state *cpu)
{
    u32 index = cpu->gpr[GPR_RCX];
    bool done;
    u64 value;

    if (cpu->vmcb->exit_info1 & SVM_MSR_WRITE) {
        value = (u32)cpu->gpr[GPR_RAX] | cpu->gpr[GPR_RDX] << HIGH_SHIFT;
        done = write_msr(cpu, index, value);
    } else {
        done = read_msr(cpu, index, &value);
        if (done) {
            cpu->gpr[GPR_RAX] = (u32)value;
            cpu->gpr[GPR_RDX] = value >> HIGH_SHIFT;
        }
    }
    if (done)
        skip_instruction(cpu, MSR_INSTRUCTION_LENGTH);
    else
        raise_with_error(cpu, VECTOR_GP, 0);
}

/*
 * VMXE is L1's alone; in VMX operation it cannot be cleared. SDM Vol. 3C, "Restrictions on VMX
 * Operation".
 */
static bool write_cr4_of_l1(struct cpu_state *cpu, u64 value)
{
    struct vmcb *vmcb = cpu->vmcb;

    if (value & ~capability_cr4_fixed1(cpu))
        return false;
    if (cpu->in_vmx_operation && !(value & CR4_VMXE))
        return false;
    if (vmcb->efer & EFER_LMA && (!(value & CR4_PAE) || (value ^ vmcb->cr4) & CR4_LA57))
        return false;
    if (value & CR4_PCIDE && !(vmcb->efer & EFER_LMA))
        return false;
    cpu->l1_vmxe = value & CR4_VMXE;
    vmcb->cr4 = value & ~CR4_VMXE;
    return true;
}

void l1_control_register(struct cpu_state *cpu)
{
    struct cr_instruction cr;
    u64 value;

    cr_decode(cpu, &cr);
    if (cr.operation == CR_MOV_FROM && cr.number == 4) {
        cr_result(cpu, &cr, cpu->vmcb->cr4 | (cpu->l1_vmxe ? CR4_VMXE : 0));
    } else if (cr.operation == CR_SMSW || (cr.operation == CR_MOV_FROM && cr.number == 0)) {
        cr_result(cpu, &cr, cpu->vmcb->cr0);
    } else if (cr.operation == CR_MOV_FROM && cr.number == 3) {
        cr_result(cpu, &cr, cpu->vmcb->cr3);
    } else if (cr.operation == CR_MOV_FROM && cr.number == 2) {
        cr_result(cpu, &cr, cpu->vmcb->cr2);
    } else if (cr.operation == CR_MOV_TO && cr.number == 4) {
        if (cr_source(cpu, &cr, &value) && write_cr4_of_l1(cpu, value))
            skip_instruction(cpu, cr.in.length);
        else
            raise_with_error(cpu, VECTOR_GP, 0);
    } else {
        rom_stop(cpu, "a control-register access of L1 that was not asked for");
    }
}

/* Only the ROM's channel is intercepted: to L1 nothing is there. */
void l1_io(struct cpu_state *cpu)
{
    u64 info = cpu->vmcb->exit_info1;
    u32 bytes = info >> SVM_IO_SIZE_SHIFT & SVM_IO_SIZE_MASK;

    if (info & SVM_IO_STRING)
        rom_stop(cpu, "a string I/O instruction of L1 at the ROM's channel");
    if (info & SVM_IO_IN) {
        u64 ones = bytes == sizeof(u32) ? 0xffffffff : BIT(bytes * 8) - 1;
        u64 kept = bytes == sizeof(u32) ? 0 : cpu->gpr[GPR_RAX] & ~ones;

        cpu->gpr[GPR_RAX] = kept | ones;
    }
    cpu->vmcb->rip = cpu->vmcb->exit_info2;
    cpu->vmcb->interrupt_shadow = 0;
}
