/* RDMSR and WRMSR of L2. SDM Vol. 3C, "MSR-Bitmap Address". */
#include "vtxrom/l2_exit.h"

#include "vmx/controls.h"
#include "vmx/exit_reasons.h"
#include "vtxrom/bitmap.h"
#include "vtxrom/check.h"
#include "vtxrom/event.h"
#include "vtxrom/memory.h"
#include "vtxrom/vm_entry.h"

#define INSTRUCTION_LENGTH 2
#define HIGH_SHIFT         32
#define RANGE_SIZE         0x2000u
#define HIGH_RANGE_FIRST   0xc0000000u
#define HIGH_RANGE_OFFSET  0x400u /* bytes: reads low, reads high, writes low, writes high */
#define WRITES_OFFSET      0x800u

static bool exits(const struct cpu_state *cpu, u32 index, bool write)
{
    u32 byte = write ? WRITES_OFFSET : 0, bit = index;

    if (!(primary_controls(cpu) & PRIMARY_USE_MSR_BITMAPS))
        return true;
    if (index >= HIGH_RANGE_FIRST) {
        byte += HIGH_RANGE_OFFSET;
        bit -= HIGH_RANGE_FIRST;
    }
    if (bit >= RANGE_SIZE)
        return true;
    byte += bit / BITS_PER_BYTE;
    return memory_read_u8(cpu, field(cpu, MSR_BITMAP_ADDRESS) + byte) >> bit % BITS_PER_BYTE & 1;
}

static bool pass_through(struct cpu_state *cpu, u32 index, bool write)
{
    u64 value = (u32)cpu->gpr[GPR_RAX] | cpu->gpr[GPR_RDX] << HIGH_SHIFT;

    if (write)
        return msr_write(cpu->vmcb, index, value);
    if (!msr_read(cpu->vmcb, index, &value))
        return false;
    cpu->gpr[GPR_RAX] = (u32)value;
    cpu->gpr[GPR_RDX] = value >> HIGH_SHIFT;
    return true;
}

void l2_msr(struct cpu_state *cpu)
{
    u32 index = cpu->gpr[GPR_RCX];
    bool write = cpu->vmcb->exit_info1 & SVM_MSR_WRITE;

    if (exits(cpu, index, write))
        vm_exit_simple(cpu, write ? EXIT_REASON_WRMSR : EXIT_REASON_RDMSR, 0, INSTRUCTION_LENGTH);
    else if (pass_through(cpu, index, write))
        skip_instruction(cpu, INSTRUCTION_LENGTH);
    else
        raise_with_error(cpu, VECTOR_GP, 0);
}
