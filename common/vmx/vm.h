/* A virtual machine and its virtual CPU: what labs 3 to 6 build and use. */
#pragma once

#include "cpu/cpu.h"
#include "kit/outcome.h"
#include "kit/types.h"
#include "vmx/ept.h"

#define GUEST_PATH_MAX 128

/* The guest's memory: guest-physical 0 to size, one contiguous piece of the host's memory. */
struct guest_memory {
    u64 host_physical; /* aligned to 2 MiB */
    u64 size;          /* bytes, a multiple of 2 MiB */
};

/* The program that the guest runs (lab 3.1, 3.2). */
struct guest_image {
    char path[GUEST_PATH_MAX]; /* on the disk, e.g. /sbin/skernel-x86 */
    u64 entry;                 /* guest-physical address of the first instruction */
    u64 load_address;          /* lowest guest-physical address that it occupies */
    u64 size;                  /* bytes from there to its end */
};

/* What the guest's processor starts with (lab 3.3). */
struct guest_context {
    u64 rip;
    u64 rsp;
    u64 cr3; /* guest-physical address of the guest's own page tables */
};

struct vm {
    struct guest_memory memory;
    struct guest_image image;
    struct guest_context context;
    struct ept ept;
};

/*
 * The general-purpose registers that VMX does not save: software's job at every entry and exit
 * (lab 5). RSP and RIP are in the VMCS. SDM Vol. 3C, "Guest Register State".
 */
struct guest_registers {
    u64 rax, rcx, rdx, rbx, rbp, rsi, rdi;
    u64 r8, r9, r10, r11, r12, r13, r14, r15;
};

/* What the processor said about the last VM exit (lab 6.1). */
struct vm_exit {
    u32 reason; /* the whole field; the basic reason is its low half */
    u64 qualification;
    u32 instruction_length; /* bytes */
    u64 guest_rip;
};

/* How a VM entry ended. SDM Vol. 3C, "VM Entries". */
enum vm_entry_result {
    VM_ENTRY_OK,           /* the guest ran and a VM exit came back */
    VM_ENTRY_FAIL_INVALID, /* VMfailInvalid: there is no current VMCS */
    VM_ENTRY_FAIL_VALID,   /* VMfailValid: the number is in vcpu->instruction_error */
    VM_ENTRY_FAILURE,      /* bit 31 of the exit reason: guest state or MSR loading */
};

#define GUEST_LINE_MAX 120

/* What the guest has written to its console since the last end of line (lab 6.11). */
struct guest_console {
    char line[GUEST_LINE_MAX];
    u32 length;
};

struct vcpu {
    struct cpu *cpu;
    struct vm *vm;
    u64 vmcs;                         /* physical address, 0 before lab 3 */
    bool launched;                    /* VMLAUNCH has succeeded on this VMCS: enter with VMRESUME */
    struct guest_registers registers; /* as the guest left them */
    u32 instruction_error;            /* VM-instruction error of the last entry that failed */
    struct vm_exit exit;
    struct guest_console console;
    enum outcome outcome; /* how the guest ended, set by the handler that stops it */
};

/*
 * Enter the guest once and come back with its next VM exit (lab 5). VMLAUNCH the first time,
 * VMRESUME after. The VMCS of `vcpu` must be current.
 */
enum vm_entry_result vcpu_enter(struct vcpu *vcpu);

/*
 * Say in words why an entry failed, on the console (lab 5). Returns OUTCOME_VM_ENTRY_FAILURE.
 * `result` must not be VM_ENTRY_OK.
 */
enum outcome vcpu_report_entry_failure(const struct vcpu *vcpu, enum vm_entry_result result);
