/* Segment registers between VMX's and SVM's formats. */
#include "vtxrom/segments.h"

#include "vmx/guest_segments.h"

#define LOW_BITS        0xffu /* type, S, DPL, P: the same place in both */
#define ATTRIBUTES_HIGH 0xf00u
#define ACCESS_HIGH     0xf000u
#define HIGH_SHIFT      4

struct vmcb_segment *vmcb_segment(struct vmcb *vmcb, u32 number)
{
    struct vmcb_segment *const segments[VMX_SEGMENTS] = {
        &vmcb->es, &vmcb->cs, &vmcb->ss, &vmcb->ds, &vmcb->fs, &vmcb->gs, &vmcb->ldtr, &vmcb->tr,
    };

    return segments[number];
}

u64 segment_base(const struct cpu_state *cpu, enum segment_number number)
{
    if (number >= SEGMENT_FS)
        vmsave(cpu->vmcb);
    return vmcb_segment(cpu->vmcb, number)->base;
}

u16 access_rights_to_attributes(u32 rights)
{
    if (rights & ACCESS_RIGHTS_UNUSABLE)
        return 0;
    return (rights & LOW_BITS) | (rights >> HIGH_SHIFT & ATTRIBUTES_HIGH);
}

u32 attributes_to_access_rights(u16 attributes)
{
    u32 rights = (attributes & LOW_BITS) | (attributes << HIGH_SHIFT & ACCESS_HIGH);

    return attributes & SVM_ATTRIBUTE_PRESENT ? rights : rights | ACCESS_RIGHTS_UNUSABLE;
}
