/*
 * From the firmware's registers to a VMCB. AMD APM Vol. 2, 14.1.3 "Processor Initialization State"
 * for what it did not set.
 */
#include "vtxrom/boot_state.h"

#include "cpu/control_registers.h"
#include "cpu/msr.h"
#include "vmx/guest_segments.h"

#define REAL_CODE  0x9bu
#define REAL_DATA  0x93u
#define REAL_LDT   0x82u
#define REAL_TSS   0x8bu
#define REAL_LIMIT 0xffffu
#define REAL_SHIFT 4
/* SeaBIOS calls ROMs in big real mode: data segments of 4 GiB. */
#define FLAT_DATA  (REAL_DATA | 0x800u)
#define FLAT_LIMIT 0xffffffffu
#define PAT_RESET  0x0007040600070406ull
#define DR6_RESET  0xffff0ff0u

static struct vmcb_segment segment(u16 selector, u32 attributes, u32 limit)
{
    return (struct vmcb_segment){ selector, attributes, limit, (u64)selector << REAL_SHIFT };
}

void boot_state_load(struct vmcb *l1, u64 *gpr, const struct boot_state *boot)
{
    l1->cs = segment(boot->cs, REAL_CODE, REAL_LIMIT);
    l1->ss = segment(boot->ss, FLAT_DATA, FLAT_LIMIT);
    l1->ds = segment(boot->ds, FLAT_DATA, FLAT_LIMIT);
    l1->es = segment(boot->es, FLAT_DATA, FLAT_LIMIT);
    l1->fs = segment(boot->fs, FLAT_DATA, FLAT_LIMIT);
    l1->gs = segment(boot->gs, FLAT_DATA, FLAT_LIMIT);
    l1->ldtr = (struct vmcb_segment){ 0, REAL_LDT, REAL_LIMIT, 0 };
    l1->tr = (struct vmcb_segment){ 0, REAL_TSS, REAL_LIMIT, 0 };
    l1->gdtr.base = boot->gdtr_base;
    l1->gdtr.limit = boot->gdtr_limit;
    l1->idtr.base = boot->idtr_base;
    l1->idtr.limit = boot->idtr_limit;
    l1->cr0 = boot->cr0;
    l1->cr4 = boot->cr4;
    l1->rip = boot->ip;
    l1->rflags = RFLAGS_ALWAYS_1;
    l1->efer = EFER_SVME;
    l1->pat = PAT_RESET;
    l1->dr6 = DR6_RESET;
    l1->dr7 = DR7_RESET_VALUE;
    gpr[GPR_RSP] = boot->sp;
}
