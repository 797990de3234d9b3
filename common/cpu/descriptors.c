/*
 * GDT, TSS and IDT of the kernel. SDM Vol. 3A, "Segment Descriptors", "64-Bit Mode TSS", "IDT
 * Descriptors".
 */
#include "cpu/descriptors.h"

#include "cpu/exceptions.h"

#define DESCRIPTOR_CODE_64   0x00af9b000000ffffull /* present, DPL 0, L = 1 */
#define DESCRIPTOR_DATA      0x00cf93000000ffffull
#define DESCRIPTOR_TSS_FLAGS 0x0000890000000000ull /* present, available 64-bit TSS */

/* The base of a TSS descriptor: 24 bits, 8 bits, and 32 bits in the second word. */
#define BASE_LOW_BITS     24
#define BASE_LOW_MASK     0xffffffull
#define BASE_LOW_SHIFT    16
#define BASE_MIDDLE_MASK  0xffull
#define BASE_MIDDLE_SHIFT 56
#define BASE_HIGH_SHIFT   32

#define GDT_ENTRIES 5 /* null, code, data, and two for the TSS */

/* An interrupt gate: offset 15:0, selector, IST and type, offset 31:16; then offset 63:32. */
#define GATE_INTERRUPT_PRESENT 0x8e00ull
#define GATE_OFFSET_MASK       0xffffull
#define GATE_SELECTOR_SHIFT    16
#define GATE_TYPE_SHIFT        32
#define GATE_OFFSET_HIGH_SHIFT 48
#define IDT_ENTRIES            256

#define IST_STACK_BYTES KIB(8)
#define IST_EMERGENCY   1 /* double fault and NMI find a good stack whatever RSP is */

struct task_state_segment {
    u32 reserved0;
    u64 rsp[3];
    u64 reserved1;
    u64 ist[7];
    u64 reserved2;
    u16 reserved3;
    u16 io_map_base;
} PACKED;

static u64 gdt[GDT_ENTRIES];
static struct task_state_segment tss;
static struct idt_entry {
    u64 low, high;
} idt[IDT_ENTRIES];
static u8 emergency_stack[IST_STACK_BYTES] ALIGNED(16);

static void load_gdt(void)
{
    struct descriptor_table_register gdtr = { sizeof(gdt) - 1, (u64)gdt };
    u64 base = (u64)&tss;

    gdt[SELECTOR_CODE / sizeof(u64)] = DESCRIPTOR_CODE_64;
    gdt[SELECTOR_DATA / sizeof(u64)] = DESCRIPTOR_DATA;
    gdt[SELECTOR_TSS / sizeof(u64)] =
        DESCRIPTOR_TSS_FLAGS | (sizeof(tss) - 1) | (base & BASE_LOW_MASK) << BASE_LOW_SHIFT |
        (base >> BASE_LOW_BITS & BASE_MIDDLE_MASK) << BASE_MIDDLE_SHIFT;
    gdt[SELECTOR_TSS / sizeof(u64) + 1] = base >> BASE_HIGH_SHIFT;
    tss.ist[IST_EMERGENCY - 1] = (u64)(emergency_stack + sizeof(emergency_stack));
    tss.io_map_base = sizeof(tss);

    __asm__ volatile("lgdt %0" : : "m"(gdtr));
    __asm__ volatile("mov %0, %%ds; mov %0, %%es; mov %0, %%ss" : : "r"(SELECTOR_DATA));
    __asm__ volatile("push %0; lea 1f(%%rip), %%rax; push %%rax; lretq; 1:"
                     :
                     : "i"(SELECTOR_CODE)
                     : "rax", "memory");
    __asm__ volatile("ltr %w0" : : "r"(SELECTOR_TSS));
}

static void set_gate(u32 vector, u64 handler, u64 ist)
{
    idt[vector].low = (handler & GATE_OFFSET_MASK) | SELECTOR_CODE << GATE_SELECTOR_SHIFT |
                      (GATE_INTERRUPT_PRESENT | ist) << GATE_TYPE_SHIFT |
                      (handler >> 16 & GATE_OFFSET_MASK) << GATE_OFFSET_HIGH_SHIFT;
    idt[vector].high = handler >> 32;
}

static void load_idt(void)
{
    struct descriptor_table_register idtr = { sizeof(idt) - 1, (u64)idt };

    for (u32 vector = 0; vector < EXCEPTION_COUNT; vector++) {
        bool emergency = vector == EXCEPTION_DOUBLE_FAULT || vector == EXCEPTION_NMI;

        set_gate(vector, exception_stubs[vector], emergency ? IST_EMERGENCY : 0);
    }
    __asm__ volatile("lidt %0" : : "m"(idtr));
}

void descriptors_init(void)
{
    load_gdt();
    load_idt();
}

struct descriptor_table_register read_gdtr(void)
{
    struct descriptor_table_register gdtr;

    __asm__ volatile("sgdt %0" : "=m"(gdtr));
    return gdtr;
}

struct descriptor_table_register read_idtr(void)
{
    struct descriptor_table_register idtr;

    __asm__ volatile("sidt %0" : "=m"(idtr));
    return idtr;
}

#define SELECTOR_READER(name)                                     \
    u16 read_##name(void)                                         \
    {                                                             \
        u16 selector;                                             \
        __asm__ volatile("mov %%" #name ", %0" : "=r"(selector)); \
        return selector;                                          \
    }

SELECTOR_READER(es)
SELECTOR_READER(cs)
SELECTOR_READER(ss)
SELECTOR_READER(ds)
SELECTOR_READER(fs)
SELECTOR_READER(gs)

u16 read_tr(void)
{
    u16 selector;

    __asm__ volatile("str %0" : "=r"(selector));
    return selector;
}

u64 tss_base(u16 selector)
{
    const u64 *descriptor = (const u64 *)(read_gdtr().base + (selector & ~7u));

    return (descriptor[0] >> BASE_LOW_SHIFT & BASE_LOW_MASK) |
           (descriptor[0] >> BASE_MIDDLE_SHIFT & BASE_MIDDLE_MASK) << BASE_LOW_BITS |
           descriptor[1] << BASE_HIGH_SHIFT;
}
