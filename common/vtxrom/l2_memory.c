/*
 * Nested page faults of L2: the shadow lacks a page that L1's EPT has, or it is an EPT violation or
 * misconfiguration for L1. SDM Vol. 3C, "EPT-Induced VM Exits", "Exit Qualification for EPT
 * Violations".
 */
#include "vtxrom/l2_exit.h"

#include "vmx/exit_qualification.h"
#include "vmx/exit_reasons.h"
#include "vtxrom/debug.h"
#include "vtxrom/decode.h"
#include "vtxrom/ept_walk.h"
#include "vtxrom/memory.h"
#include "vtxrom/npt.h"
#include "vtxrom/paging.h"
#include "vtxrom/vm_entry.h"

#define PAGE_NUMBER(address) ((address) / PAGE_SIZE)
#define STACK_WORD           8

/*
 * Does an access to `linear` meet EPT at the page of `guest_physical`, in its walk or at its end?
 */
static bool leads_to(const struct cpu_state *cpu, u64 linear, enum access access,
                     u64 guest_physical, bool table_walk)
{
    struct translation result;

    return translate(cpu, linear, access, &result) == TRANSLATION_EPT &&
           result.in_table_walk == table_walk &&
           PAGE_NUMBER(result.guest_physical) == PAGE_NUMBER(guest_physical);
}

/*
 * SVM does not report the linear address. Candidates are what the instruction can have touched: its
 * own bytes, its operand, the stack, string operands; one that leads to the faulting page is the
 * right one.
 */
static bool find_linear(const struct cpu_state *cpu, enum access access, u64 guest_physical,
                        bool table_walk, u64 *linear)
{
    struct instruction in;
    u64 rip = current_linear_rip(cpu);

    if (leads_to(cpu, rip, ACCESS_FETCH, guest_physical, table_walk)) {
        *linear = rip;
        return true;
    }
    if (!decode(cpu, &in))
        return false;
    const u64 candidates[] = {
        in.is_memory ? operand_linear(cpu, &in) : rip,
        cpu->gpr[GPR_RSP] - STACK_WORD,
        cpu->gpr[GPR_RSP],
        cpu->gpr[GPR_RDI],
        cpu->gpr[GPR_RSI],
    };
    for (u32 i = 0; i < ARRAY_SIZE(candidates); i++) {
        if (leads_to(cpu, candidates[i], access, guest_physical, table_walk)) {
            *linear = candidates[i];
            return true;
        }
    }
    return false;
}

static enum access access_of(u64 info)
{
    if (info & SVM_NPF_FETCH)
        return ACCESS_FETCH;
    return info & SVM_NPF_WRITE ? ACCESS_WRITE : ACCESS_READ;
}

static bool permitted(const struct ept_walk *walk, enum access access)
{
    static const u32 needed[] = {
        [ACCESS_READ] = EPT_READ,
        [ACCESS_WRITE] = EPT_WRITE,
        [ACCESS_FETCH] = EPT_EXECUTE,
    };

    return walk->kind == EPT_WALK_MAPPED && walk->permissions & needed[access];
}

static void violation(struct cpu_state *cpu, const struct ept_walk *walk, enum access access,
                      u64 guest_physical)
{
    static const u64 kinds[] = {
        [ACCESS_READ] = EPT_VIOLATION_READ,
        [ACCESS_WRITE] = EPT_VIOLATION_WRITE,
        [ACCESS_FETCH] = EPT_VIOLATION_FETCH,
    };
    const u32 permissions_shift = 3;
    bool table_walk = cpu->vmcb->exit_info1 & SVM_NPF_TABLE_WALK;
    u64 qualification = kinds[access] | walk->permissions << permissions_shift, linear = 0;

    /*
     * The reading of a page-table entry reaches us as a write: QEMU is about to set its accessed
     * bit.
     */
    if (table_walk)
        qualification |= EPT_VIOLATION_READ;
    if (find_linear(cpu, access, guest_physical, table_walk, &linear))
        qualification |= EPT_VIOLATION_LINEAR_VALID | (table_walk ? 0 : EPT_VIOLATION_FINAL_ACCESS);
    vmcs_set(&cpu->vmcs, GUEST_PHYSICAL_ADDRESS, guest_physical);
    vmcs_set(&cpu->vmcs, GUEST_LINEAR_ADDRESS, linear);
    vm_exit_simple(cpu, EXIT_REASON_EPT_VIOLATION, qualification, 0);
}

void l2_nested_page_fault(struct cpu_state *cpu)
{
    u64 guest_physical = cpu->vmcb->exit_info2;
    enum access access = access_of(cpu->vmcb->exit_info1);

    if (!ept_in_use(cpu))
        rom_stop(cpu, "L2 without EPT wrote to the ROM's own memory or beyond physical memory");
    struct ept_walk walk = ept_walk(cpu, guest_physical);
    if (walk.kind == EPT_WALK_MISCONFIGURED) {
        vmcs_set(&cpu->vmcs, GUEST_PHYSICAL_ADDRESS, guest_physical);
        vm_exit_simple(cpu, EXIT_REASON_EPT_MISCONFIGURATION, 0, 0);
    } else if (!permitted(&walk, access)) {
        violation(cpu, &walk, access, guest_physical);
    } else if (access == ACCESS_WRITE && memory_is_ours(walk.physical, 1)) {
        rom_stop(cpu, "L2 wrote to the ROM's own memory");
    } else {
        shadow_fill(cpu, guest_physical, walk.physical, walk.permissions, walk.page_size);
    }
}
