/*
 * Control and debug registers of L2. SDM Vol. 3C, "Instructions That Cause VM Exits Conditionally",
 * "Changes to Instruction Behavior in VMX Non-Root Operation".
 */
#include "vtxrom/l2_exit.h"

#include "cpu/control_registers.h"
#include "vmx/controls.h"
#include "vmx/exit_qualification.h"
#include "vmx/exit_reasons.h"
#include "vtxrom/capability.h"
#include "vtxrom/check.h"
#include "vtxrom/control_register.h"
#include "vtxrom/debug.h"
#include "vtxrom/event.h"
#include "vtxrom/vm_entry.h"

#define QUALIFICATION_TYPE_SHIFT     4
#define QUALIFICATION_LMSW_MEMORY    BIT(6)
#define QUALIFICATION_REGISTER_SHIFT 8
#define QUALIFICATION_SOURCE_SHIFT   16
#define DR_QUALIFICATION_READ        BIT(4)
#define REG_MASK                     7
#define CR3_TARGET_STEP              2

static u64 seen(u64 real, u64 mask, u64 shadow)
{
    return (real & ~mask) | (shadow & mask);
}

static void cr_exit(struct cpu_state *cpu, const struct cr_instruction *cr, u32 type, u64 source)
{
    u64 qualification = cr->number | type << QUALIFICATION_TYPE_SHIFT;

    if (type == CR_ACCESS_LMSW)
        qualification |= source << QUALIFICATION_SOURCE_SHIFT |
                         (cr->in.is_memory ? QUALIFICATION_LMSW_MEMORY : 0);
    else if (type != CR_ACCESS_CLTS)
        qualification |= cr->in.rm << QUALIFICATION_REGISTER_SHIFT;
    vm_exit_simple(cpu, EXIT_REASON_CONTROL_REGISTER_ACCESS, qualification, cr->in.length);
}

/* The bits of CR0 that stay fixed for a guest; the unrestricted one may clear PE and PG. */
static bool cr0_fixed_ok(const struct cpu_state *cpu, u64 value)
{
    u64 fixed0 = CAPABILITY_CR0_FIXED0;

    if (secondary_controls(cpu) & SECONDARY_UNRESTRICTED_GUEST)
        fixed0 &= ~(CR0_PE | CR0_PG);
    return cr_valid(value, fixed0, CAPABILITY_CR0_FIXED1);
}

/*
 * `value` is what L2 wants to see; bits of the mask that equal the shadow stay as they really are.
 */
static void write_cr0_of_l2(struct cpu_state *cpu, const struct cr_instruction *cr, u64 value)
{
    u64 mask = field(cpu, CR0_GUEST_HOST_MASK);
    u64 real = (cpu->vmcb->cr0 & mask) | (value & ~mask);

    if (cr0_fixed_ok(cpu, real) && cr0_load(cpu, real))
        skip_instruction(cpu, cr->in.length);
    else
        raise_with_error(cpu, VECTOR_GP, 0);
}

static void mov_to_cr0(struct cpu_state *cpu, const struct cr_instruction *cr, u64 value)
{
    if ((value ^ field(cpu, CR0_READ_SHADOW)) & field(cpu, CR0_GUEST_HOST_MASK))
        cr_exit(cpu, cr, CR_ACCESS_MOV_TO_CR, 0);
    else
        write_cr0_of_l2(cpu, cr, value);
}

static void mov_to_cr4(struct cpu_state *cpu, const struct cr_instruction *cr, u64 value)
{
    u64 mask = field(cpu, CR4_GUEST_HOST_MASK);
    u64 now = cpu->vmcb->cr4 | (field(cpu, GUEST_CR4) & CR4_VMXE);

    if ((value ^ field(cpu, CR4_READ_SHADOW)) & mask) {
        cr_exit(cpu, cr, CR_ACCESS_MOV_TO_CR, 0);
        return;
    }
    u64 real = (now & mask) | (value & ~mask);
    if (!cr_valid(real, CAPABILITY_CR4_FIXED0, capability_cr4_fixed1(cpu))) {
        raise_with_error(cpu, VECTOR_GP, 0);
        return;
    }
    cpu->vmcb->cr4 = real & ~CR4_VMXE;
    skip_instruction(cpu, cr->in.length);
}

static bool is_cr3_target(const struct cpu_state *cpu, u64 value)
{
    for (u32 i = 0; i < field(cpu, CR3_TARGET_COUNT); i++)
        if (field(cpu, CR3_TARGET_VALUE_0 + CR3_TARGET_STEP * i) == value)
            return true;
    return false;
}

static void mov_to_cr(struct cpu_state *cpu, const struct cr_instruction *cr, u64 value)
{
    if (cr->number == 0) {
        mov_to_cr0(cpu, cr, value);
    } else if (cr->number == 4) {
        mov_to_cr4(cpu, cr, value);
    } else if (cr->number == 3 && is_cr3_target(cpu, value)) {
        cpu->vmcb->cr3 = value;
        skip_instruction(cpu, cr->in.length);
    } else {
        cr_exit(cpu, cr, CR_ACCESS_MOV_TO_CR, 0);
    }
}

static void mov_from_cr(struct cpu_state *cpu, const struct cr_instruction *cr)
{
    u64 cr0 = seen(cpu->vmcb->cr0, field(cpu, CR0_GUEST_HOST_MASK), field(cpu, CR0_READ_SHADOW));
    u64 cr4 = seen(cpu->vmcb->cr4 | (field(cpu, GUEST_CR4) & CR4_VMXE),
                   field(cpu, CR4_GUEST_HOST_MASK), field(cpu, CR4_READ_SHADOW));

    if (cr->number == 0)
        cr_result(cpu, cr, cr0);
    else if (cr->number == 4)
        cr_result(cpu, cr, cr4);
    else if (cr->number == 2)
        cr_result(cpu, cr, cpu->vmcb->cr2);
    else if (cr->number == 3 && !(primary_controls(cpu) & PRIMARY_CR3_STORE_EXITING))
        cr_result(cpu, cr, cpu->vmcb->cr3);
    else
        cr_exit(cpu, cr, CR_ACCESS_MOV_FROM_CR, 0);
}

/* CLTS exits when TS is L1's and set in the shadow; it does nothing when TS is L1's and clear. */
static void clts(struct cpu_state *cpu, const struct cr_instruction *cr)
{
    bool masked = field(cpu, CR0_GUEST_HOST_MASK) & CR0_TS;

    if (masked && field(cpu, CR0_READ_SHADOW) & CR0_TS) {
        cr_exit(cpu, cr, CR_ACCESS_CLTS, 0);
        return;
    }
    if (!masked)
        cpu->vmcb->cr0 &= ~CR0_TS;
    skip_instruction(cpu, cr->in.length);
}

static void lmsw(struct cpu_state *cpu, const struct cr_instruction *cr, u64 source)
{
    u64 mask = field(cpu, CR0_GUEST_HOST_MASK), shadow = field(cpu, CR0_READ_SHADOW);
    u64 wanted = lmsw_value(seen(cpu->vmcb->cr0, mask, shadow), source);
    /*
     * PE is the exception: setting it exits when the shadow has it clear, clearing it never does.
     */
    u64 changed = (wanted ^ shadow) & mask & (CR0_MP | CR0_EM | CR0_TS);
    bool sets_pe = mask & CR0_PE && source & CR0_PE && !(shadow & CR0_PE);

    if (changed || sets_pe)
        cr_exit(cpu, cr, CR_ACCESS_LMSW, source);
    else
        write_cr0_of_l2(cpu, cr, wanted);
}

void l2_control_register(struct cpu_state *cpu)
{
    struct cr_instruction cr;
    u64 source = 0;

    cr_decode(cpu, &cr);
    if ((cr.operation == CR_MOV_TO || cr.operation == CR_LMSW) && !cr_source(cpu, &cr, &source))
        return;
    switch (cr.operation) {
    case CR_MOV_TO:
        mov_to_cr(cpu, &cr, source);
        break;
    case CR_MOV_FROM:
        mov_from_cr(cpu, &cr);
        break;
    case CR_CLTS:
        clts(cpu, &cr);
        break;
    case CR_LMSW:
        lmsw(cpu, &cr, source);
        break;
    case CR_SMSW:
        cr_result(
            cpu, &cr,
            seen(cpu->vmcb->cr0, field(cpu, CR0_GUEST_HOST_MASK), field(cpu, CR0_READ_SHADOW)));
        break;
    }
}

void l2_debug_register(struct cpu_state *cpu)
{
    struct instruction in;
    bool read = cpu->vmcb->exit_code < SVM_EXIT_WRITE_DR0;

    l2_decode(cpu, &in, "MOV DR of L2 whose bytes cannot be fetched");
    vm_exit_simple(cpu, EXIT_REASON_MOV_DR,
                   (in.reg & REG_MASK) | (read ? DR_QUALIFICATION_READ : 0) |
                       (u64)in.rm << QUALIFICATION_REGISTER_SHIFT,
                   in.length);
}
