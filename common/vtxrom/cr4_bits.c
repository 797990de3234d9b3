/* Which bits of CR4 the processor below has. SDM Vol. 3A, "Control Registers", bit by bit. */
#include "cpu/control_registers.h"
#include "cpu/cpuid.h"
#include "vtxrom/capability.h"

#define CPUID_LEAF_STRUCTURED 7u

enum cpuid_register {
    LEAF1_ECX,
    LEAF1_EDX,
    LEAF7_EBX,
    LEAF7_ECX,
    LEAF7_EDX,
    CPUID_REGISTERS,
};

/* A bit of CR4 and the CPUID bit that says it is there. */
static const struct {
    u8 cr4_bit;
    u8 cpuid_register;
    u8 cpuid_bit;
} features[] = {
    { 0, LEAF1_EDX, 1 },   /* VME */
    { 1, LEAF1_EDX, 1 },   /* PVI */
    { 2, LEAF1_EDX, 4 },   /* TSD */
    { 3, LEAF1_EDX, 2 },   /* DE */
    { 4, LEAF1_EDX, 3 },   /* PSE */
    { 5, LEAF1_EDX, 6 },   /* PAE */
    { 6, LEAF1_EDX, 7 },   /* MCE */
    { 7, LEAF1_EDX, 13 },  /* PGE */
    { 8, LEAF1_EDX, 0 },   /* PCE: goes with the x87, there is no bit of its own */
    { 9, LEAF1_EDX, 24 },  /* OSFXSR */
    { 10, LEAF1_EDX, 25 }, /* OSXMMEXCPT */
    { 11, LEAF7_ECX, 2 },  /* UMIP */
    { 12, LEAF7_ECX, 16 }, /* LA57 */
    { 16, LEAF7_EBX, 0 },  /* FSGSBASE */
    { 17, LEAF1_ECX, 17 }, /* PCIDE */
    { 18, LEAF1_ECX, 26 }, /* OSXSAVE */
    { 20, LEAF7_EBX, 7 },  /* SMEP */
    { 21, LEAF7_EBX, 20 }, /* SMAP */
    { 22, LEAF7_ECX, 3 },  /* PKE */
    { 24, LEAF7_ECX, 31 }, /* PKS */
};

u64 cr4_bits_of_this_processor(void)
{
    struct cpuid_result leaf1 = cpuid(CPUID_LEAF_FEATURES, 0);
    struct cpuid_result leaf7 = cpuid(CPUID_LEAF_STRUCTURED, 0);
    const u32 registers[CPUID_REGISTERS] = { leaf1.ecx, leaf1.edx, leaf7.ebx, leaf7.ecx,
                                             leaf7.edx };
    u64 bits = 0;

    for (u32 i = 0; i < ARRAY_SIZE(features); i++)
        if (registers[features[i].cpuid_register] & BIT(features[i].cpuid_bit))
            bits |= BIT(features[i].cr4_bit);
    return bits;
}
