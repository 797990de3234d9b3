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
    /* TODO(lab6.6): see handouts/lab6.md#lab66; this line goes when the step is written. */
    return todo("lab6.6");
}

EXIT_HANDLER(EXIT_REASON_CPUID, handle_cpuid);
