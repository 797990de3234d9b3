/*
 * MSRs of a level: those that the VMCB holds, those that SVM itself needs, and the rest, which are
 * live.
 */
#include "cpu/msr.h"

#include "vtxrom/check.h"
#include "vtxrom/fault.h"
#include "vtxrom/vm_entry.h"

/* SVM is hidden, and so are its registers. */
static bool belongs_to_svm(u32 index)
{
    return index == MSR_VM_CR || index == MSR_VM_HSAVE_PA || index == MSR_IGNNE;
}

bool msr_read(const struct vmcb *vmcb, u32 index, u64 *value)
{
    if (belongs_to_svm(index))
        return false;
    if (index == MSR_IA32_EFER)
        *value = vmcb->efer & ~EFER_SVME;
    else if (index == MSR_IA32_PAT)
        *value = vmcb->pat;
    else if (index == MSR_IA32_DEBUGCTL)
        *value = vmcb->debugctl;
    else
        return try_rdmsr(index, value);
    return true;
}

/* LMA is the processor's; LME cannot change while paging is on. */
static bool write_efer(struct vmcb *vmcb, u64 value)
{
    const u64 paging = BIT(31);

    if (!efer_bits_valid(value))
        return false;
    if (vmcb->cr0 & paging && (value ^ vmcb->efer) & EFER_LME)
        return false;
    vmcb->efer = (value & ~EFER_LMA) | (vmcb->efer & EFER_LMA) | EFER_SVME;
    return true;
}

bool msr_write(struct vmcb *vmcb, u32 index, u64 value)
{
    if (belongs_to_svm(index))
        return false;
    if (index == MSR_IA32_EFER)
        return write_efer(vmcb, value);
    if (index == MSR_IA32_PAT) {
        if (!pat_valid(value))
            return false;
        vmcb->pat = value;
        return true;
    }
    if (index == MSR_IA32_DEBUGCTL) {
        vmcb->debugctl = value;
        return true;
    }
    return try_wrmsr(index, value);
}
