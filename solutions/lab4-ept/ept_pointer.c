/*
 * Lab 4: handing the tables to the processor: the EPT pointer, and telling it that they changed.
 */
#include "kit/panic.h"
#include "vmx/ept.h"
#include "vmx/ept_entry.h"
#include "vmx/instructions.h"

/*
 * lab4.9  The value for the EPT_POINTER field: the root's address, the memory type of the tables
 * (write-back), the page-walk length minus one. SDM Vol. 3C, "Extended-Page-Table Pointer (EPTP)".
 */
u64 ept_pointer(const struct ept *ept)
{
    /* BEGIN SOLUTION lab4.9 */
    return ept->root | EPT_WRITE_BACK |
           (EPT_POINTER_WALK_LENGTH - 1) << EPT_POINTER_WALK_LENGTH_SHIFT;
    /* END SOLUTION */
}

/*
 * lab4.10  INVEPT of the single context: the type in a 64-bit register, the descriptor (EPT pointer,
 * then 64 zero bits) in memory. Without it the processor may go on using a translation that is
 * gone. SDM Vol. 3C, "INVEPT - Invalidate Translations Derived from EPT".
 */
bool ept_invalidate(const struct ept *ept)
{
    /* BEGIN SOLUTION lab4.10 */
    struct invept_descriptor descriptor = { .ept_pointer = ept_pointer(ept) };
    bool carry, zero;

    __asm__ volatile("invept %[descriptor], %[type]"
                     : "=@ccc"(carry), "=@ccz"(zero)
                     : [descriptor] "m"(descriptor), [type] "r"((u64)INVEPT_SINGLE_CONTEXT)
                     : "memory");
    return vmx_result_from_flags(carry, zero) == VMX_SUCCEED;
    /* END SOLUTION */
}
