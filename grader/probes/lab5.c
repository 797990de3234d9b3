/* Probes of lab 5: entries. The guest's code is written into its memory by the probes. */
#include "kit/panic.h"
#include "kit/string.h"
#include "mem/page.h"
#include "probe.h"
#include "vmx/exit_reasons.h"
#include "vmx/guest_abi.h"
#include "vmx/vm.h"
#include "vmx/by_hand.h"

void vm_exit_entry(void);

#define REGISTERS  15
#define DATA       0x200000ull /* guest-physical: where the guest's code stores */
#define CODE_MAX   512
#define HLT        0xf4
#define MODRM_DISP32 0x04 /* with a SIB byte: an absolute 32-bit address */
#define SIB_ABSOLUTE 0x25

/* The order of struct guest_registers, as register numbers of instructions. */
static const u8 numbers[REGISTERS] = { 0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 };

static u8 *guest_pointer(const struct machine *machine, u64 guest_physical)
{
    return physical_to_pointer(machine->vm.memory.host_physical + guest_physical);
}

static u64 pattern(u32 i)
{
    return 0x1111111111111111ull * (i + 1) ^ 0x8000000000000001ull;
}

/* MOV [DATA + 8 * i], register, for every register. */
static u32 emit_stores(u8 *code)
{
    u8 *at = code;

    for (u32 i = 0; i < REGISTERS; i++) {
        u32 address = DATA + 8 * i;

        *at++ = 0x48 | (numbers[i] >= 8 ? 4 : 0); /* REX.W, REX.R */
        *at++ = 0x89;
        *at++ = MODRM_DISP32 | (numbers[i] & 7) << 3;
        *at++ = SIB_ABSOLUTE;
        memcpy(at, &address, sizeof(address));
        at += sizeof(address);
    }
    return at - code;
}

/* MOV register, pattern, for every register. */
static u32 emit_loads(u8 *code)
{
    u8 *at = code;

    for (u32 i = 0; i < REGISTERS; i++) {
        u64 value = pattern(i);

        *at++ = 0x48 | (numbers[i] >= 8 ? 1 : 0); /* REX.W, REX.B */
        *at++ = 0xb8 | (numbers[i] & 7);
        memcpy(at, &value, sizeof(value));
        at += sizeof(value);
    }
    return at - code;
}

/* Put code there, let the VMCS begin there, with HOST_RIP as it must be whatever the student has done. */
static void prepare(struct machine *machine, u32 (*emit)(u8 *code))
{
    u8 *code = guest_pointer(machine, GUEST_LOAD_ADDRESS);

    code[emit(code)] = HLT;
    by_hand_vmwrite(HOST_RIP, (u64)vm_exit_entry);
    by_hand_vmwrite(GUEST_RIP, GUEST_LOAD_ADDRESS);
}

static u32 emit_nothing(u8 *code)
{
    (void)code;
    return 0;
}

PROBE(exit_address, "lab5.1", "HOST_RIP is vm_exit_entry", 5, "")
{
    expect("HOST_RIP", (u64)vm_exit_entry, by_hand_vmread(HOST_RIP));
}

PROBE(loads, "lab5.3", "the guest starts with its fifteen registers", 4, "")
{
    u64 *slots = (u64 *)&machine->vcpu.registers;
    const u64 *stored = (const u64 *)guest_pointer(machine, DATA);

    for (u32 i = 0; i < REGISTERS; i++)
        slots[i] = pattern(i);
    prepare(machine, emit_stores);
    expect("vcpu_enter()", VM_ENTRY_OK, vcpu_enter(&machine->vcpu));
    for (u32 i = 0; i < REGISTERS; i++)
        expect("a register, in the order of struct guest_registers", pattern(i), stored[i]);
}

PROBE(resume, "lab5.3", "VMLAUNCH first, VMRESUME after", 4, "")
{
    prepare(machine, emit_nothing);
    expect("first vcpu_enter()", VM_ENTRY_OK, vcpu_enter(&machine->vcpu));
    by_hand_vmwrite(GUEST_RIP, GUEST_LOAD_ADDRESS);
    expect("second vcpu_enter()", VM_ENTRY_OK, vcpu_enter(&machine->vcpu));
}

PROBE(stores, "lab5.4", "the guest's fifteen registers come back", 4, "")
{
    const u64 *slots = (const u64 *)&machine->vcpu.registers;

    prepare(machine, emit_loads);
    expect("vcpu_enter()", VM_ENTRY_OK, vcpu_enter(&machine->vcpu));
    for (u32 i = 0; i < REGISTERS; i++)
        expect("a register, in the order of struct guest_registers", pattern(i), slots[i]);
}

PROBE(enter_ok, "lab5.2", "an entry that works", 4, "")
{
    prepare(machine, emit_nothing);
    expect("vcpu_enter()", VM_ENTRY_OK, vcpu_enter(&machine->vcpu));
    expect("vcpu->launched", true, machine->vcpu.launched);
    expect("vcpu->exit.reason", EXIT_REASON_HLT, machine->vcpu.exit.reason);
}

PROBE(enter_invalid, "lab5.2", "VMfailInvalid: no current VMCS", 4, "")
{
    prepare(machine, emit_nothing);
    by_hand_vmclear(machine->vcpu.vmcs);
    expect("vcpu_enter()", VM_ENTRY_FAIL_INVALID, vcpu_enter(&machine->vcpu));
    expect("vcpu->launched", false, machine->vcpu.launched);
}

PROBE(enter_valid, "lab5.2", "VMfailValid with its number", 4, "")
{
    prepare(machine, emit_nothing);
    machine->vcpu.launched = true;
    expect("vcpu_enter() of a VMCS that is not launched, with VMRESUME", VM_ENTRY_FAIL_VALID,
           vcpu_enter(&machine->vcpu));
    expect("vcpu->instruction_error", VM_ERROR_VMRESUME_NOT_LAUNCHED,
           machine->vcpu.instruction_error);
}

PROBE(enter_failure, "lab5.2", "entry failure: bit 31 of the exit reason", 4, "")
{
    prepare(machine, emit_nothing);
    by_hand_vmwrite(GUEST_RFLAGS, 0);
    expect("vcpu_enter() with RFLAGS bit 1 clear", VM_ENTRY_FAILURE, vcpu_enter(&machine->vcpu));
    expect("vcpu->launched", false, machine->vcpu.launched);
    expect("vcpu->exit.reason", EXIT_REASON_ENTRY_FAILURE | EXIT_REASON_ENTRY_FAILURE_GUEST_STATE,
           machine->vcpu.exit.reason);
}

static void expect_report(const struct vcpu *vcpu, enum vm_entry_result result)
{
    output_begin();
    expect("vcpu_report_entry_failure()", OUTCOME_VM_ENTRY_FAILURE,
           vcpu_report_entry_failure(vcpu, result));
    output_end();
}

PROBE(report, "lab5.5", "what is said about a failure", 4, "")
{
    struct vcpu *vcpu = &machine->vcpu;

    expect_line("VMLAUNCH failed: VMfailInvalid, there is no current VMCS");
    expect_report(vcpu, VM_ENTRY_FAIL_INVALID);
    vcpu->launched = true;
    vcpu->instruction_error = VM_ERROR_ENTRY_INVALID_HOST_STATE;
    expect_line("VMRESUME failed: VM-instruction error 8, VM entry with invalid host-state field(s)");
    expect_report(vcpu, VM_ENTRY_FAIL_VALID);
    vcpu->launched = false;
    vcpu->exit.reason = 0x80000021;
    expect_line("VMLAUNCH failed: exit reason 0x80000021, VM-entry failure due to invalid guest "
                "state, exit qualification 0x0");
    expect_report(vcpu, VM_ENTRY_FAILURE);
}
