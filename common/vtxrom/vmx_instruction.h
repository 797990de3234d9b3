/*
 * The VMX instructions of L1, which reach the ROM as #UD. SDM Vol. 3C, "VMX Instruction Reference".
 */
#pragma once

#include "vmx/instruction_errors.h"
#include "vtxrom/cpu_state.h"
#include "vtxrom/decode.h"

/* The VMX instruction that L1 tried; #UD for L1 when it is none, or must not be executed now. */
void vmx_instruction(struct cpu_state *cpu);

/* Which VMX instruction is it? The basic exit reason that it has in L2, 0 when it is none. */
u32 vmx_instruction_exit_reason(const struct instruction *in);

/* The ways in which one ends: flags set, RIP moved on. SDM, "Conventions". */
void vm_succeed(struct cpu_state *cpu, const struct instruction *in);
void vm_fail_invalid(struct cpu_state *cpu, const struct instruction *in);
void vm_fail(struct cpu_state *cpu, const struct instruction *in, enum vm_instruction_error number);

/*
 * Read or write its memory operand; raises the fault and returns false when it cannot be reached.
 */
bool operand_read(struct cpu_state *cpu, const struct instruction *in, void *value, u32 bytes);
bool operand_write(struct cpu_state *cpu, const struct instruction *in, const void *value,
                   u32 bytes);

/* One function an instruction. */
void vmx_vmxon(struct cpu_state *cpu, const struct instruction *in);
void vmx_vmxoff(struct cpu_state *cpu, const struct instruction *in);
void vmx_vmclear(struct cpu_state *cpu, const struct instruction *in);
void vmx_vmptrld(struct cpu_state *cpu, const struct instruction *in);
void vmx_vmptrst(struct cpu_state *cpu, const struct instruction *in);
void vmx_vmread(struct cpu_state *cpu, const struct instruction *in);
void vmx_vmwrite(struct cpu_state *cpu, const struct instruction *in);
void vmx_invept(struct cpu_state *cpu, const struct instruction *in);
void vmx_invvpid(struct cpu_state *cpu, const struct instruction *in);
void vmx_vmcall(struct cpu_state *cpu, const struct instruction *in);
void vmx_vmlaunch(struct cpu_state *cpu, const struct instruction *in);
void vmx_vmresume(struct cpu_state *cpu, const struct instruction *in);
