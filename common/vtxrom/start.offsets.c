/* The numbers that the option ROM's assembly needs, taken from C: becomes start.inc. */
#include "cpu/control_registers.h"
#include "cpu/cpuid.h"
#include "cpu/msr.h"
#include "dev/exit_port.h"
#include "kit/offsets.h"
#include "vtxrom/debug.h"

void start_offsets(void)
{
    ASM_CONSTANT(CR4_PAE_BIT, CR4_PAE);
    ASM_CONSTANT(CR0_WANTED, CR0_PG | CR0_WP);
    ASM_CONSTANT(EFER_INDEX, MSR_IA32_EFER);
    ASM_CONSTANT(EFER_WANTED, EFER_LME | EFER_NXE | EFER_SVME);
    ASM_CONSTANT(LEAF_EXTENDED_MAX, CPUID_LEAF_EXTENDED_MAX);
    ASM_CONSTANT(LEAF_EXTENDED_FEATURES, CPUID_LEAF_EXTENDED_FEATURES);
    ASM_CONSTANT(LEAF_SVM, CPUID_LEAF_SVM);
    ASM_CONSTANT(FEATURE_SVM, CPUID_80000001_ECX_SVM);
    ASM_CONSTANT(FEATURE_NPT, CPUID_8000000A_EDX_NPT);
    ASM_CONSTANT(CHANNEL_PORT, ROM_CHANNEL_PORT);
    ASM_CONSTANT(END_PORT, EXIT_PORT);
    ASM_CONSTANT(REFUSED, OUTCOME_MACHINE_REFUSED);
}
