/*
 * MOV CR, CLTS, LMSW: the guest reads back what it wrote, whatever the processor really runs with.
 */
#include "check.h"

#include "cpu/control_registers.h"

#define LMSW_OPERAND (CR0_PE | CR0_TS)

static void check_cr0(void)
{
    u64 cr0 = read_cr0();

    check("CR0.PE, PG", CR0_PE | CR0_PG, cr0 & (CR0_PE | CR0_PG));
    write_cr0(cr0 | CR0_TS);
    check("MOV to CR0 sets TS", cr0 | CR0_TS, read_cr0());
    __asm__ volatile("clts");
    check("CLTS", cr0, read_cr0());
    __asm__ volatile("lmsw %w0" : : "r"(LMSW_OPERAND));
    check("LMSW sets TS", cr0 | CR0_TS, read_cr0());
    __asm__ volatile("lmsw %w0" : : "r"(0));
    check("LMSW cannot clear PE", cr0, read_cr0());
    write_cr0(cr0 & ~CR0_NE);
    check("CR0.NE seems to be 0", cr0 & ~CR0_NE, read_cr0());
    write_cr0(cr0);
}

static void check_cr3(void)
{
    u64 cr3 = read_cr3();

    write_cr3(cr3);
    check("MOV to and from CR3", cr3, read_cr3());
}

static void check_cr4(void)
{
    u64 cr4 = read_cr4();

    check("CR4.VMXE", 0, cr4 & CR4_VMXE);
    write_cr4(cr4 | CR4_VMXE);
    check("MOV to CR4 sets VMXE", cr4 | CR4_VMXE, read_cr4());
    write_cr4(cr4);
    check("MOV to CR4 clears VMXE", cr4, read_cr4());
    write_cr4(cr4 | CR4_PGE);
    check("MOV to CR4 sets PGE", cr4 | CR4_PGE, read_cr4());
    write_cr4(cr4);
}

void check_control_registers(void)
{
    check_cr0();
    check_cr3();
    check_cr4();
}
