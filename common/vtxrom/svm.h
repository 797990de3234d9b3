/*
 * AMD's SVM as the ROM uses it: the VMCB, intercepts, exit codes, by AMD's names.
 * AMD APM Vol. 2, chapter 15 "Secure Virtual Machine", Appendix B "VMCB Layout", C "SVM Intercept
 * Exit Codes".
 */
#pragma once

#include "kit/types.h"

struct vmcb_segment {
    u16 selector;
    u16 attributes; /* descriptor bits 55:52 and 47:40 */
    u32 limit;
    u64 base;
} PACKED;

struct vmcb {
    u16 intercept_cr_reads, intercept_cr_writes;
    u16 intercept_dr_reads, intercept_dr_writes;
    u32 intercept_exceptions;
    u64 intercepts; /* SVM_INTERCEPT_... */
    u8 reserved1[44];
    u64 iopm_base, msrpm_base;
    u64 tsc_offset;
    u32 guest_asid;
    u8 tlb_control;
    u8 reserved2[3];
    u32 interrupt_control; /* SVM_V_... */
    u32 interrupt_vector;
    u64 interrupt_shadow;
    u64 exit_code, exit_info1, exit_info2;
    u32 exit_interrupt_info, exit_interrupt_error;
    u64 nested_control;
    u8 reserved3[16];
    u32 event_injection, event_error;
    u64 nested_cr3;
    u64 lbr_control;
    u8 reserved4[832];

    struct vmcb_segment es, cs, ss, ds, fs, gs, gdtr, ldtr, idtr, tr;
    u8 reserved5[43];
    u8 cpl;
    u32 reserved6;
    u64 efer;
    u8 reserved7[112];
    u64 cr4, cr3, cr0, dr7, dr6, rflags, rip;
    u8 reserved8[88];
    u64 rsp;
    u8 reserved9[24];
    u64 rax;
    u64 star, lstar, cstar, sfmask, kernel_gs_base;
    u64 sysenter_cs, sysenter_esp, sysenter_eip;
    u64 cr2;
    u8 reserved10[32];
    u64 pat, debugctl, br_from, br_to, last_exception_from, last_exception_to;
    u8 reserved11[2408];
} PACKED;
_Static_assert(sizeof(struct vmcb) == PAGE_SIZE, "a VMCB is one page");
_Static_assert(offsetof(struct vmcb, exit_code) == 0x70, "control area");
_Static_assert(offsetof(struct vmcb, nested_cr3) == 0xb0, "control area");
_Static_assert(offsetof(struct vmcb, es) == 0x400, "state-save area");
_Static_assert(offsetof(struct vmcb, rip) == 0x578, "state-save area");
_Static_assert(offsetof(struct vmcb, cr2) == 0x640, "state-save area");

enum svm_exit_code {
    SVM_EXIT_READ_CR0 = 0x000,
    SVM_EXIT_WRITE_CR0 = 0x010,
    SVM_EXIT_READ_DR0 = 0x020,
    SVM_EXIT_WRITE_DR0 = 0x030,
    SVM_EXIT_EXCEPTION = 0x040,
    SVM_EXIT_INTR = 0x060,
    SVM_EXIT_NMI = 0x061,
    SVM_EXIT_SMI = 0x062,
    SVM_EXIT_INIT = 0x063,
    SVM_EXIT_VINTR = 0x064,
    SVM_EXIT_CR0_SEL_WRITE = 0x065,
    SVM_EXIT_RDTSC = 0x06e,
    SVM_EXIT_RDPMC = 0x06f,
    SVM_EXIT_PUSHF = 0x070,
    SVM_EXIT_CPUID = 0x072,
    SVM_EXIT_SWINT = 0x075,
    SVM_EXIT_INVD = 0x076,
    SVM_EXIT_PAUSE = 0x077,
    SVM_EXIT_HLT = 0x078,
    SVM_EXIT_INVLPG = 0x079,
    SVM_EXIT_INVLPGA = 0x07a,
    SVM_EXIT_IOIO = 0x07b,
    SVM_EXIT_MSR = 0x07c,
    SVM_EXIT_SHUTDOWN = 0x07f,
    SVM_EXIT_VMRUN = 0x080,
    SVM_EXIT_VMMCALL = 0x081,
    SVM_EXIT_VMLOAD = 0x082,
    SVM_EXIT_VMSAVE = 0x083,
    SVM_EXIT_STGI = 0x084,
    SVM_EXIT_CLGI = 0x085,
    SVM_EXIT_SKINIT = 0x086,
    SVM_EXIT_RDTSCP = 0x087,
    SVM_EXIT_WBINVD = 0x089,
    SVM_EXIT_MONITOR = 0x08a,
    SVM_EXIT_MWAIT = 0x08b,
    SVM_EXIT_NPF = 0x400,
};

/* QEMU stores a failed VMRUN's code in 32 bits: compare the low half. */
#define SVM_EXIT_INVALID_LOW 0xffffffffu

/* An intercept's bit in `intercepts`, from its exit code (0x60 and above). */
#define SVM_INTERCEPT(exit_code) BIT((exit_code)-SVM_EXIT_INTR)

#define SVM_V_IRQ            BIT(8)
#define SVM_V_IGNORE_TPR     BIT(20)
#define SVM_V_INTR_MASKING   BIT(24)
#define SVM_NESTED_PAGING    BIT(0)
#define SVM_INTERRUPT_SHADOW BIT(0)

/* EVENTINJ and EXITINTINFO. */
#define SVM_EVENT_VALID       BIT(31)
#define SVM_EVENT_ERROR_VALID BIT(11)
#define SVM_EVENT_TYPE_SHIFT  8
#define SVM_EVENT_INTERRUPT   0
#define SVM_EVENT_NMI         2
#define SVM_EVENT_EXCEPTION   3
#define SVM_EVENT_SOFTWARE    4

/* EXITINFO1 of an I/O intercept. */
#define SVM_IO_IN            BIT(0)
#define SVM_IO_STRING        BIT(2)
#define SVM_IO_REP           BIT(3)
#define SVM_IO_SIZE_SHIFT    4
#define SVM_IO_SIZE_MASK     7u
#define SVM_IO_ADDRESS_SHIFT 7
#define SVM_IO_SEGMENT_SHIFT 10
#define SVM_IO_PORT_SHIFT    16

/* EXITINFO1 of a nested page fault. */
#define SVM_NPF_WRITE      BIT(1)
#define SVM_NPF_FETCH      BIT(4)
#define SVM_NPF_TABLE_WALK BIT(33)

#define SVM_MSR_WRITE BIT(0)

/* A VMCB's segment attributes. */
#define SVM_ATTRIBUTE_PRESENT BIT(7)
#define SVM_ATTRIBUTE_LONG    BIT(9)
#define SVM_ATTRIBUTE_BIG     BIT(10)

#define MSR_VM_CR       0xc0010114u
#define MSR_IGNNE       0xc0010115u
#define MSR_VM_HSAVE_PA 0xc0010117u

#define IOPM_BYTES  (3 * PAGE_SIZE)
#define MSRPM_BYTES (2 * PAGE_SIZE)

/* Page-table entries of nested paging are ordinary ones. */
#define NPT_PRESENT    BIT(0)
#define NPT_WRITABLE   BIT(1)
#define NPT_USER       BIT(2)
#define NPT_LARGE      BIT(7)
#define NPT_NO_EXECUTE BIT(63)
#define NPT_ADDRESS    0x000ffffffffff000ull
