/*
 * Lab 6: CPUID. The guest sees the processor, but not its VMX, and it can see that it is a guest.
 */
#include "cpu/cpuid.h"
#include "exits.h"
#include "kit/panic.h"
#include "kit/string.h"
#include "vmx/guest_abi.h"

/*
 * lab6.6  Execute CPUID for the guest with its EAX and ECX (the low halves) and change the answer:
 *   leaf 1: ECX.VMX is 0, ECX bit 31 (a hypervisor is present) is 1
 *   leaf 40000000H: EAX the highest hypervisor leaf, which is this one; EBX, ECX, EDX the twelve
 * letters of GUEST_HYPERVISOR_SIGNATURE The answer goes to the guest's RAX, RBX, RCX, RDX; the
 * upper halves become 0. Then advance_rip. SDM Vol. 2A, "CPUID - CPU Identification"; Vol. 3C,
 * "Instructions That Cause VM Exits Unconditionally".
 */
static enum exit_action handle_cpuid(struct vcpu *vcpu)
{
    /* BEGIN SOLUTION lab6.6 */
    u32 leaf = vcpu->registers.rax;
    struct cpuid_result result = cpuid(leaf, vcpu->registers.rcx);
    const char *signature = GUEST_HYPERVISOR_SIGNATURE;

    if (leaf == CPUID_LEAF_FEATURES) {
        result.ecx &= ~CPUID_1_ECX_VMX;
        result.ecx |= CPUID_1_ECX_HYPERVISOR;
    } else if (leaf == CPUID_LEAF_HYPERVISOR) {
        result.eax = CPUID_LEAF_HYPERVISOR;
        memcpy(&result.ebx, signature, sizeof(result.ebx));
        memcpy(&result.ecx, signature + 4, sizeof(result.ecx));
        memcpy(&result.edx, signature + 8, sizeof(result.edx));
    }
    vcpu->registers.rax = result.eax;
    vcpu->registers.rbx = result.ebx;
    vcpu->registers.rcx = result.ecx;
    vcpu->registers.rdx = result.edx;
    return advance_rip(vcpu);
    /* END SOLUTION */
}

EXIT_HANDLER(EXIT_REASON_CPUID, handle_cpuid);
