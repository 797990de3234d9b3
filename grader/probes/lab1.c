/* Probes of lab 1: detection and capabilities. */
#include "cpu/msr.h"
#include "probe.h"
#include "vmx/controls.h"
#include "vmx/detect.h"

PROBE(detect, "lab1.1", "VMX is found", 0, "")
{
    expect("vmx_supported()", true, vmx_supported());
}

static void probe_feature_control(bool allowed, u64 afterwards)
{
    expect("feature_control_enable()", allowed, feature_control_enable());
    expect("IA32_FEATURE_CONTROL", afterwards, rdmsr(MSR_IA32_FEATURE_CONTROL));
}

#define ENABLED (FEATURE_CONTROL_LOCK | FEATURE_CONTROL_ENABLE_VMX_OUTSIDE_SMX)

PROBE(unlocked, "lab1.2", "unlocked: enabled and locked", 0, "")
{
    probe_feature_control(true, ENABLED);
}

PROBE(locked_on, "lab1.2", "locked and enabled: left alone", 0, "feature-control=locked-on")
{
    probe_feature_control(true, ENABLED);
}

PROBE(locked_off, "lab1.2", "locked without VMX: refused", 0, "feature-control=locked-off")
{
    probe_feature_control(false, FEATURE_CONTROL_LOCK);
}

static void compare_basic(void)
{
    struct vmx_capabilities vmx = { 0 };
    u64 basic = rdmsr(MSR_IA32_VMX_BASIC);

    vmx_basic_read(&vmx);
    expect("revision", basic & VMX_BASIC_REVISION_MASK, vmx.revision);
    expect("region size", basic >> VMX_BASIC_REGION_SIZE_SHIFT & VMX_BASIC_REGION_SIZE_MASK,
           vmx.region_size);
    expect("memory type", basic >> VMX_BASIC_MEMORY_TYPE_SHIFT & VMX_BASIC_MEMORY_TYPE_MASK,
           vmx.memory_type);
    expect("TRUE_ controls", !!(basic & VMX_BASIC_TRUE_CONTROLS), vmx.true_controls);
}

PROBE(basic, "lab1.3", "IA32_VMX_BASIC", 0, "")
{
    compare_basic();
}

PROBE(basic_revision, "lab1.3", "another revision", 0, "revision=7fffffff")
{
    compare_basic();
}

PROBE(basic_plain, "lab1.3", "a machine without TRUE_ controls", 0, "true-controls=off")
{
    compare_basic();
}

static void expect_controls(const char *what, u32 msr, struct vmx_control_capability got)
{
    u64 value = rdmsr(msr);

    expect(what, value, got.must_be_one | (u64)got.may_be_one << 32);
}

/* The structure that the student's basic read would have left, by the probe's own reading. */
static struct vmx_capabilities compare_controls(void)
{
    bool is_true = rdmsr(MSR_IA32_VMX_BASIC) & VMX_BASIC_TRUE_CONTROLS;
    u32 distance = is_true ? MSR_IA32_VMX_TRUE_PINBASED_CTLS - MSR_IA32_VMX_PINBASED_CTLS : 0;
    struct vmx_capabilities vmx = { .true_controls = is_true };

    vmx_capabilities_read(&vmx);
    expect_controls("pin", MSR_IA32_VMX_PINBASED_CTLS + distance, vmx.pin);
    expect_controls("primary", MSR_IA32_VMX_PROCBASED_CTLS + distance, vmx.primary);
    expect_controls("exit", MSR_IA32_VMX_EXIT_CTLS + distance, vmx.exit);
    expect_controls("entry", MSR_IA32_VMX_ENTRY_CTLS + distance, vmx.entry);
    expect_controls("secondary", MSR_IA32_VMX_PROCBASED_CTLS2, vmx.secondary);
    return vmx;
}

PROBE(capabilities, "lab1.4", "the capability MSRs", 0, "")
{
    struct vmx_capabilities vmx = compare_controls();

    expect("CR0_FIXED0", rdmsr(MSR_IA32_VMX_CR0_FIXED0), vmx.cr0_fixed0);
    expect("CR0_FIXED1", rdmsr(MSR_IA32_VMX_CR0_FIXED1), vmx.cr0_fixed1);
    expect("CR4_FIXED0", rdmsr(MSR_IA32_VMX_CR4_FIXED0), vmx.cr4_fixed0);
    expect("CR4_FIXED1", rdmsr(MSR_IA32_VMX_CR4_FIXED1), vmx.cr4_fixed1);
    expect("EPT_VPID_CAP", rdmsr(MSR_IA32_VMX_EPT_VPID_CAP), vmx.ept_vpid);
}

PROBE(capabilities_plain, "lab1.4", "a machine without TRUE_ controls", 0, "true-controls=off")
{
    compare_controls();
}

PROBE(capabilities_no_ept, "lab1.4", "a machine without EPT", 0, "ept=off")
{
    struct vmx_capabilities vmx = compare_controls();

    expect("secondary may be one, enable EPT", 0, vmx.secondary.may_be_one & SECONDARY_ENABLE_EPT);
}

PROBE(report, "lab1.5", "the report", 0, "")
{
    const struct vmx_capabilities vmx = {
        .revision = 0x1234abcd,
        .region_size = 1024,
        .memory_type = 6,
        .true_controls = true,
        .pin = { 0x16, 0x7f },
        .primary = { 0x401e172, 0xfff9fffe },
        .secondary = { 0, SECONDARY_ENABLE_EPT | SECONDARY_ENABLE_VPID },
        .exit = { 0x36dfb, 0x3fefff },
        .entry = { 0x11fb, 0xd3ff },
    };

    expect_line("VMX capabilities: revision 0x1234abcd, region 1024 bytes, memory type 6, "
                "TRUE_ controls yes");
    expect_line("pin must be one 0x00000016 may be one 0x0000007f");
    expect_line("primary must be one 0x0401e172 may be one 0xfff9fffe");
    expect_line("secondary must be one 0x00000000 may be one 0x00000022");
    expect_line("exit must be one 0x00036dfb may be one 0x003fefff");
    expect_line("entry must be one 0x000011fb may be one 0x0000d3ff");
    expect_line("EPT yes, unrestricted guest no, VPID yes");
    output_begin();
    vmx_capabilities_report(&vmx);
    output_end();
}
