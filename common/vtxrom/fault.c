/* What happens when something interrupts the ROM itself. */
#include "vtxrom/fault.h"

#include "vtxrom/cpu_state.h"
#include "vtxrom/debug.h"

#define VECTORS             256
#define EXCEPTIONS          32
#define NMI                 2
#define STUB_BYTES          16 /* fault_stubs.asm: each is padded to this */
#define GATE_PRESENT        0x8e00ull
#define GATE_SELECTOR       0x18ull
#define GATE_SELECTOR_SHIFT 16
#define GATE_TYPE_SHIFT     32
#define GATE_OFFSET_MASK    0xffffull
#define GATE_HIGH_SHIFT     48

/* What the stubs leave on the stack. */
struct fault_frame {
    u64 vector, error, rip, cs, rflags, rsp, ss;
};

/* A place that may fault and where it goes on then. */
struct recovery {
    u64 fault, resume;
};

extern const u8 fault_stubs[];
extern const struct recovery recoveries[], recoveries_end[];

static u64 idt[VECTORS][2];
static struct cpu_state *owner;
static volatile int taken_vector;

u64 fault_handler(struct fault_frame *frame);

/* Called by the stubs; returns where to go on. */
u64 fault_handler(struct fault_frame *frame)
{
    if (frame->vector == NMI || frame->vector >= EXCEPTIONS) {
        taken_vector = frame->vector;
        return frame->rip;
    }
    for (const struct recovery *recovery = recoveries; recovery < recoveries_end; recovery++)
        if (recovery->fault == frame->rip)
            return recovery->resume;
    rom_say("exception %u in the ROM itself, error code 0x%x, at 0x%x", frame->vector, frame->error,
            frame->rip);
    rom_stop(owner, "the ROM has a defect");
}

void fault_init(struct cpu_state *cpu)
{
    struct {
        u16 limit;
        u64 base;
    } PACKED idtr = { sizeof(idt) - 1, (u64)idt };

    owner = cpu;
    for (u32 vector = 0; vector < VECTORS; vector++) {
        u64 stub = (u64)fault_stubs + vector * STUB_BYTES;

        idt[vector][0] = (stub & GATE_OFFSET_MASK) | GATE_SELECTOR << GATE_SELECTOR_SHIFT |
                         GATE_PRESENT << GATE_TYPE_SHIFT |
                         (stub >> 16 & GATE_OFFSET_MASK) << GATE_HIGH_SHIFT;
        idt[vector][1] = stub >> 32;
    }
    __asm__ volatile("lidt %0" : : "m"(idtr));
}

/*
 * With GIF clear everything waits; one STGI lets one event through (the stub executes CLGI first).
 */
int take_interrupt(void)
{
    taken_vector = NO_INTERRUPT;
    __asm__ volatile("stgi; nop; nop; clgi" : : : "memory");
    return taken_vector;
}

void take_nmi(void)
{
    __asm__ volatile("cli; stgi; nop; nop; clgi; sti" : : : "memory");
}
