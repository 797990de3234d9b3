/* The kernel's own descriptor tables: GDT with a TSS, IDT. SDM Vol. 3A, "Protected-Mode Memory Management". */
#pragma once

#include "kit/types.h"

#define SELECTOR_CODE  0x08
#define SELECTOR_DATA  0x10
#define SELECTOR_TSS   0x18

struct descriptor_table_register {
    u16 limit;
    u64 base;
} PACKED;

/* Load GDT, TSS and IDT; every exception then ends in exception_report(). */
void descriptors_init(void);

struct descriptor_table_register read_gdtr(void);
struct descriptor_table_register read_idtr(void);
u16 read_tr(void);
u16 read_es(void);
u16 read_cs(void);
u16 read_ss(void);
u16 read_ds(void);
u16 read_fs(void);
u16 read_gs(void);

/* Base address of the TSS that `selector` (in the kernel's GDT) describes. SDM, "TSS Descriptor". */
u64 tss_base(u16 selector);
