/* CR0, CR3, CR4, RFLAGS: bits by name and their accessors. SDM Vol. 3A, "Control Registers". */
#pragma once

#include "kit/types.h"

#define CR0_PE BIT(0)
#define CR0_MP BIT(1)
#define CR0_EM BIT(2)
#define CR0_TS BIT(3)
#define CR0_ET BIT(4)
#define CR0_NE BIT(5)
#define CR0_WP BIT(16)
#define CR0_AM BIT(18)
#define CR0_NW BIT(29)
#define CR0_CD BIT(30)
#define CR0_PG BIT(31)

#define CR4_VME        BIT(0)
#define CR4_TSD        BIT(2)
#define CR4_DE         BIT(3)
#define CR4_PSE        BIT(4)
#define CR4_PAE        BIT(5)
#define CR4_MCE        BIT(6)
#define CR4_PGE        BIT(7)
#define CR4_PCE        BIT(8)
#define CR4_OSFXSR     BIT(9)
#define CR4_OSXMMEXCPT BIT(10)
#define CR4_UMIP       BIT(11)
#define CR4_LA57       BIT(12)
#define CR4_VMXE       BIT(13)
#define CR4_SMXE       BIT(14)
#define CR4_FSGSBASE   BIT(16)
#define CR4_PCIDE      BIT(17)
#define CR4_OSXSAVE    BIT(18)

#define RFLAGS_CF        BIT(0)
#define RFLAGS_ALWAYS_1  BIT(1)
#define RFLAGS_PF        BIT(2)
#define RFLAGS_AF        BIT(4)
#define RFLAGS_ZF        BIT(6)
#define RFLAGS_SF        BIT(7)
#define RFLAGS_TF        BIT(8)
#define RFLAGS_IF        BIT(9)
#define RFLAGS_DF        BIT(10)
#define RFLAGS_OF        BIT(11)
#define RFLAGS_VM        BIT(17)

#define CONTROL_REGISTER_ACCESSORS(name)                                  \
    static inline u64 read_##name(void)                                   \
    {                                                                     \
        u64 value;                                                        \
        __asm__ volatile("mov %%" #name ", %0" : "=r"(value) : : "memory"); \
        return value;                                                     \
    }                                                                     \
    static inline void write_##name(u64 value)                            \
    {                                                                     \
        __asm__ volatile("mov %0, %%" #name : : "r"(value) : "memory");   \
    }

CONTROL_REGISTER_ACCESSORS(cr0)
CONTROL_REGISTER_ACCESSORS(cr2)
CONTROL_REGISTER_ACCESSORS(cr3)
CONTROL_REGISTER_ACCESSORS(cr4)
