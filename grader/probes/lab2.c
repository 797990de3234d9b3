/* Probes of lab 2: VMX operation. */
#include "probe.h"
#include "vmx/operation.h"
#include "vmx/by_hand.h"

#define SOME_REVISION 0x1234abcdu

PROBE(region, "lab2.2", "a page that starts with the revision", 1, "")
{
    const struct vmx_capabilities vmx = { .revision = SOME_REVISION };
    u64 region = vmx_region_create(&vmx);
    const u32 *words = physical_to_pointer(region);
    u32 others = 0;

    expect("vmx_region_create() is an address", true, region != 0);
    expect("its offset in a page", 0, region % PAGE_SIZE);
    if (!region || region % PAGE_SIZE)
        return;
    for (u32 i = 1; i < PAGE_SIZE / sizeof(u32); i++)
        others |= words[i];
    expect("first word", SOME_REVISION, words[0]);
    expect("the other words", 0, others);
    page_free(region);
}

PROBE(fixed, "lab2.4", "FIXED0 sets, FIXED1 clears, the rest is free", 1, "")
{
    expect("set by FIXED0", 0x21, vmx_apply_fixed_bits(0, 0x21, 0xff));
    expect("cleared by FIXED1", 0x0f, vmx_apply_fixed_bits(0xff, 0, 0x0f));
    expect("free bits stay", 0x50, vmx_apply_fixed_bits(0x50, 0, 0xff));
    expect("64 bits", 0x8000000000000021, vmx_apply_fixed_bits(BIT(63), 0x21, ~0ull));
}

PROBE(enable, "lab2.3", "CR0 and CR4 are as VMX wants them", 1, "")
{
    write_cr0(read_cr0() & ~CR0_NE);
    vmx_operation_enter(&machine->cpu);
    expect("CR4.VMXE", CR4_VMXE, read_cr4() & CR4_VMXE);
    expect("CR0.NE", CR0_NE, read_cr0() & CR0_NE);
    by_hand_vmxoff();
    write_cr4(read_cr4() & ~CR4_VMXE);
    page_free(machine->cpu.vmxon_region);
}

PROBE(vmxon_good, "lab2.5", "a good region", 1, "")
{
    u64 region = by_hand_region(machine->cpu.vmx.revision);

    by_hand_set_vmxe();
    expect("vmxon()", VMX_SUCCEED, vmxon(region));
    by_hand_vmxoff();
}

PROBE(vmxon_revision, "lab2.5", "wrong revision", 1, "")
{
    by_hand_set_vmxe();
    expect("vmxon()", VMX_FAIL_INVALID, vmxon(by_hand_region(machine->cpu.vmx.revision ^ 1)));
}

PROBE(vmxon_misaligned, "lab2.5", "misaligned region", 1, "")
{
    by_hand_set_vmxe();
    expect("vmxon()", VMX_FAIL_INVALID, vmxon(by_hand_region(machine->cpu.vmx.revision) + 8));
}

PROBE(vmxon_twice, "lab2.5", "VMXON twice, with a current VMCS: VMfailValid", 1, "")
{
    u64 region = by_hand_region(machine->cpu.vmx.revision);

    by_hand_set_vmxe();
    expect("first vmxon()", VMX_SUCCEED, vmxon(region));
    expect("second vmxon(), no current VMCS", VMX_FAIL_INVALID, vmxon(region));
    by_hand_current_vmcs(machine->cpu.vmx.revision);
    expect("third vmxon(), a current VMCS", VMX_FAIL_VALID, vmxon(region));
    by_hand_vmxoff();
}

PROBE(vmxoff, "lab2.6", "VMXOFF", 1, "")
{
    u64 region = by_hand_region(machine->cpu.vmx.revision);

    by_hand_set_vmxe();
    by_hand_vmxon(region);
    expect("vmxoff()", VMX_SUCCEED, vmxoff());
    expect("VMXON afterwards", VMX_SUCCEED, by_hand_vmxon(region));
    by_hand_vmxoff();
}

PROBE(enter, "lab2.1", "in, and not in twice", 1, "")
{
    struct cpu *cpu = &machine->cpu;

    expect("vmx_operation_enter()", true, vmx_operation_enter(cpu));
    u64 region = cpu->vmxon_region;
    expect("cpu->vmxon_region is set", true, region != 0);
    expect("vmx_operation_enter() again", false, vmx_operation_enter(cpu));
    expect("cpu->vmxon_region stays", region, cpu->vmxon_region);
    by_hand_vmxoff();
    write_cr4(read_cr4() & ~CR4_VMXE);
    page_free(region);
}

PROBE(enter_fails, "lab2.1", "VMXON fails: nothing is left behind", 1, "")
{
    struct cpu *cpu = &machine->cpu;
    u64 pages = page_free_count();

    cpu->vmx.revision ^= 1;
    expect("vmx_operation_enter() with a wrong revision", false, vmx_operation_enter(cpu));
    expect("cpu->vmxon_region", 0, cpu->vmxon_region);
    expect("free pages", pages, page_free_count());
}

PROBE(leave, "lab2.7", "out, and everything as before", 1, "")
{
    struct cpu *cpu = &machine->cpu;
    u64 pages = page_free_count();

    cpu->vmxon_region = by_hand_region(cpu->vmx.revision);
    by_hand_set_vmxe();
    by_hand_vmxon(cpu->vmxon_region);
    expect("vmx_operation_leave()", true, vmx_operation_leave(cpu));
    expect("cpu->vmxon_region", 0, cpu->vmxon_region);
    expect("CR4.VMXE", 0, read_cr4() & CR4_VMXE);
    expect("free pages", pages, page_free_count());
}

PROBE(leave_outside, "lab2.7", "VMXOFF outside VMX operation is not executed", 1, "")
{
    expect("vmx_operation_leave()", false, vmx_operation_leave(&machine->cpu));
}
