/* Words for the results of lab 4. */
#include "vmx/ept.h"

const char *ept_result_text(enum ept_result result)
{
    static const char *const texts[] = {
        [EPT_OK] = "done",
        [EPT_MISALIGNED] = "an address is not a multiple of the page size",
        [EPT_OUT_OF_RANGE] = "an address is beyond what this processor can translate",
        [EPT_ALREADY_MAPPED] = "something is mapped there already",
        [EPT_NOT_MAPPED] = "nothing is mapped there",
        [EPT_WRONG_PAGE_SIZE] = "not a page size, or not the size of the page that is mapped there",
        [EPT_BAD_PERMISSIONS] = "permissions that would be an EPT misconfiguration",
        [EPT_NO_MEMORY] = "no page left for a table",
    };

    return (u32)result < ARRAY_SIZE(texts) ? texts[result] : "an unknown result";
}
