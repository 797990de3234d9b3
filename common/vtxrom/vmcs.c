/*
 * Which VMCS fields exist, and their widths. SDM Vol. 3C, "VMREAD, VMWRITE, and Encodings of VMCS
 * Fields".
 */
#include "vtxrom/vmcs.h"

#define HALF_BITS 32

/* Fields of features that the capability MSRs do not offer; the README's table says why not. */
static const u16 absent[] = {
    POSTED_INTERRUPT_NOTIFICATION_VECTOR,
    EPTP_INDEX,
    GUEST_INTERRUPT_STATUS,
    PML_INDEX,
    EXECUTIVE_VMCS_POINTER,
    PML_ADDRESS,
    VIRTUAL_APIC_ADDRESS,
    APIC_ACCESS_ADDRESS,
    POSTED_INTERRUPT_DESCRIPTOR_ADDRESS,
    VM_FUNCTION_CONTROLS,
    EOI_EXIT_BITMAP_0,
    EOI_EXIT_BITMAP_1,
    EOI_EXIT_BITMAP_2,
    EOI_EXIT_BITMAP_3,
    EPTP_LIST_ADDRESS,
    VMREAD_BITMAP_ADDRESS,
    VMWRITE_BITMAP_ADDRESS,
    VIRTUALIZATION_EXCEPTION_INFORMATION_ADDRESS,
    XSS_EXITING_BITMAP,
    ENCLS_EXITING_BITMAP,
    SUB_PAGE_PERMISSION_TABLE_POINTER,
    TSC_MULTIPLIER,
    GUEST_IA32_PERF_GLOBAL_CTRL,
    GUEST_IA32_BNDCFGS,
    GUEST_IA32_RTIT_CTL,
    HOST_IA32_PERF_GLOBAL_CTRL,
    TPR_THRESHOLD,
    PLE_GAP,
    PLE_WINDOW,
    VMX_PREEMPTION_TIMER_VALUE,
};

static const u16 known[] = {
#define VMCS_FIELD(name, encoding) encoding,
#include "vmx/fields.def"
#undef VMCS_FIELD
};

static bool contains(const u16 *list, u32 count, u64 encoding)
{
    for (u32 i = 0; i < count; i++)
        if (list[i] == encoding)
            return true;
    return false;
}

bool vmcs_field_exists(u64 encoding)
{
    u64 full = encoding & ~VMCS_ENCODING_HIGH;

    if (encoding & VMCS_ENCODING_HIGH && vmcs_field_width(encoding) != VMCS_WIDTH_64)
        return false;
    return contains(known, ARRAY_SIZE(known), full) && !contains(absent, ARRAY_SIZE(absent), full);
}

u64 vmcs_field_read(const struct vmcs *vmcs, u32 encoding)
{
    u64 value = vmcs->slots[VMCS_SLOT(encoding)];

    return encoding & VMCS_ENCODING_HIGH ? value >> HALF_BITS : value;
}

void vmcs_field_write(struct vmcs *vmcs, u32 encoding, u64 value)
{
    u64 *slot = &vmcs->slots[VMCS_SLOT(encoding)];

    if (encoding & VMCS_ENCODING_HIGH)
        *slot = (u32)*slot | value << HALF_BITS;
    else if (vmcs_field_width(encoding) == VMCS_WIDTH_16)
        *slot = (u16)value;
    else if (vmcs_field_width(encoding) == VMCS_WIDTH_32)
        *slot = (u32)value;
    else
        *slot = value;
}
