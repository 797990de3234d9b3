/*
 * Segment access rights and other fixed words of the guest-state area.
 * SDM Vol. 3C, "Guest Register State" (table "Format of Access Rights"), "Guest Non-Register State".
 */
#pragma once

#include "kit/types.h"

/* Bits of an access-rights field: the descriptor's second word, and "unusable". */
#define ACCESS_RIGHTS_TYPE(type)  (type)
#define ACCESS_RIGHTS_CODE_DATA   BIT(4) /* S: a code or data segment, not a system segment */
#define ACCESS_RIGHTS_DPL(level)  ((level) << 5)
#define ACCESS_RIGHTS_PRESENT     BIT(7)
#define ACCESS_RIGHTS_LONG        BIT(13) /* L: 64-bit code */
#define ACCESS_RIGHTS_BIG         BIT(14) /* D/B */
#define ACCESS_RIGHTS_GRANULARITY BIT(15) /* G: the limit counts pages */
#define ACCESS_RIGHTS_UNUSABLE    BIT(16)

/* Types. SDM Vol. 3A, "Code- and Data-Segment Descriptor Types", "System Descriptor Types". */
#define SEGMENT_TYPE_DATA_WRITE_ACCESSED 3
#define SEGMENT_TYPE_CODE_READ_ACCESSED  11
#define SEGMENT_TYPE_TSS_BUSY            11

#define ACCESS_RIGHTS_DATA                                                                  \
    (ACCESS_RIGHTS_TYPE(SEGMENT_TYPE_DATA_WRITE_ACCESSED) | ACCESS_RIGHTS_CODE_DATA |       \
     ACCESS_RIGHTS_PRESENT | ACCESS_RIGHTS_BIG | ACCESS_RIGHTS_GRANULARITY)
#define ACCESS_RIGHTS_CODE_64                                                               \
    (ACCESS_RIGHTS_TYPE(SEGMENT_TYPE_CODE_READ_ACCESSED) | ACCESS_RIGHTS_CODE_DATA |        \
     ACCESS_RIGHTS_PRESENT | ACCESS_RIGHTS_LONG | ACCESS_RIGHTS_GRANULARITY)
#define ACCESS_RIGHTS_TSS_BUSY (ACCESS_RIGHTS_TYPE(SEGMENT_TYPE_TSS_BUSY) | ACCESS_RIGHTS_PRESENT)

#define SEGMENT_LIMIT_FLAT 0xffffffffu
#define TSS_LIMIT          0x67u

/* The four VMCS settings of segment register `name`: rows of a struct vmcs_setting table. */
#define GUEST_SEGMENT(name, selector, base, limit, access_rights)        \
    { GUEST_##name##_SELECTOR, selector }, { GUEST_##name##_BASE, base }, \
    { GUEST_##name##_LIMIT, limit }, { GUEST_##name##_ACCESS_RIGHTS, access_rights }

#define DR7_RESET_VALUE 0x400u

#define GUEST_ACTIVITY_ACTIVE   0u
#define GUEST_ACTIVITY_HLT      1u
#define GUEST_ACTIVITY_SHUTDOWN 2u
#define GUEST_ACTIVITY_WAIT_SIPI 3u

#define INTERRUPTIBILITY_BLOCKING_BY_STI    BIT(0)
#define INTERRUPTIBILITY_BLOCKING_BY_MOV_SS BIT(1)
#define INTERRUPTIBILITY_BLOCKING_BY_SMI    BIT(2)
#define INTERRUPTIBILITY_BLOCKING_BY_NMI    BIT(3)

#define VMCS_LINK_POINTER_NONE 0xffffffffffffffffull
