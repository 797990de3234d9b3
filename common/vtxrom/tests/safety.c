/*
 * Can L1 or L2 reach the ROM's memory or its channel? A kernel on the reference labs 1 to 4; the boot option
 * test= says which door it tries. test_rom.py boots it and looks at how the run ends.
 */
#include "dev/port_io.h"
#include "kit/boot_options.h"
#include "kit/kernel.h"
#include "kit/machine.h"
#include "kit/panic.h"
#include "kit/print.h"
#include "kit/stage.h"
#include "kit/string.h"
#include "mem/page.h"
#include "vmx/exit_reasons.h"
#include "vmx/guest_abi.h"
#include "vmx/vmcs.h"
#include "vtxrom/debug.h"

#define REGION_SIZE MIB(2)
#define MEMORY_END  MIB(256) /* of the machine that the runner makes */
#define ALL_ONES    0xffffffffffffffffull

void vm_exit_entry(void);

static struct machine machine;

static bool all_ones(u64 address)
{
    const u64 *words = physical_to_pointer(address);

    for (u64 i = 0; i < REGION_SIZE / sizeof(u64); i++)
        if (words[i] != ALL_ONES)
            return false;
    return true;
}

/* The ROM's region is the one aligned piece of memory where nothing seems to be. */
static u64 find_region(void)
{
    for (u64 address = MEMORY_END - REGION_SIZE; address; address -= REGION_SIZE)
        if (all_ones(address))
            return address;
    panic("no 2 MiB of memory read as all ones: the ROM's memory can be seen");
}

static void expect(const char *what, u64 expected, u64 got)
{
    kprintf("%s: expected 0x%lx, got 0x%lx\n", what, expected, got);
    if (expected != got)
        end_run(OUTCOME_WRONG_VALUE);
}

static void enter_stages(u32 last)
{
    u32 entered;

    if (stages_enter(&machine, last, &entered) != OUTCOME_PASSED)
        panic("stage %u did not pass", entered + 1);
}

static void try_write(void)
{
    *(volatile u64 *)physical_to_pointer(find_region()) = 0;
}

static void try_channel(void)
{
    outb(ROM_CHANNEL_PORT, 'X');
    outl(ROM_CHANNEL_PORT - 1, 0x58585858);
    expect("IN from the channel", 0xff, inb(ROM_CHANNEL_PORT));
}

static void try_pointers(void)
{
    u64 region = find_region();

    enter_stages(2);
    expect("VMPTRLD of the region", VMX_FAIL_INVALID, vmptrld(region));
    expect("VMCLEAR of the region", VMX_FAIL_INVALID, vmclear(region));
}

/* L2 with the region at guest-physical 2 MiB executes `code`; the value is RAX when it halts. */
static u64 run_guest(const u8 *code, u32 bytes)
{
    const u64 guest_physical = MIB(2);

    enter_stages(4);
    if (ept_unmap(&machine.vm.ept, guest_physical, EPT_PAGE_2_MIB) != EPT_OK ||
        ept_map(&machine.vm.ept, guest_physical, find_region(), EPT_PAGE_2_MIB, EPT_ALL_PERMISSIONS,
                EPT_WRITE_BACK) != EPT_OK)
        panic("the region cannot be mapped in L1's EPT");
    memcpy(physical_to_pointer(machine.vm.memory.host_physical + GUEST_LOAD_ADDRESS), code, bytes);
    vmcs_write(HOST_RIP, (u64)vm_exit_entry);
    if (vcpu_enter(&machine.vcpu) != VM_ENTRY_OK || machine.vcpu.exit.reason != EXIT_REASON_HLT)
        panic("the guest did not get to its HLT: exit reason 0x%x", machine.vcpu.exit.reason);
    return machine.vcpu.registers.rax;
}

static void try_l2_read(void)
{
    static const u8 code[] = {
        0x48, 0x8b, 0x04, 0x25, 0, 0, 0x20, 0, 0xf4
    }; /* MOV RAX, [2 MiB]; HLT */

    expect("what L2 reads", ALL_ONES, run_guest(code, sizeof(code)));
}

static void try_l2_write(void)
{
    static const u8 code[] = {
        0x48, 0x89, 0x04, 0x25, 0, 0, 0x20, 0, 0xf4
    }; /* MOV [2 MiB], RAX; HLT */

    run_guest(code, sizeof(code));
}

static const struct {
    const char *name;
    void (*run)(void);
} tests[] = {
    { "write", try_write },     { "channel", try_channel },   { "pointers", try_pointers },
    { "l2-read", try_l2_read }, { "l2-write", try_l2_write },
};

NORETURN void kernel_main(u32 magic, const void *info);

NORETURN void kernel_main(u32 magic, const void *info)
{
    char name[BOOT_OPTION_LENGTH_MAX];

    kernel_init(magic, info);
    boot_option("test", "", name);
    for (u32 i = 0; i < ARRAY_SIZE(tests); i++) {
        if (strcmp(name, tests[i].name))
            continue;
        tests[i].run();
        end_run(OUTCOME_PASSED);
    }
    panic("there is no test '%s'", name);
}
