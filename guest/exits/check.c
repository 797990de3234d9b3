/* Counting and reporting, on the console port that the hypervisor gives its guest. */
#include "check.h"

#include "dev/port_io.h"
#include "vmx/guest_abi.h"

#define HEX_DIGITS 16

static u32 passed, failed;

static void print(const char *text)
{
    while (*text)
        outb(GUEST_CONSOLE_PORT, *text++);
}

static void print_hex(u64 value)
{
    char digits[HEX_DIGITS + 1];
    u32 first = HEX_DIGITS;

    digits[first] = '\0';
    do {
        digits[--first] = "0123456789abcdef"[value % HEX_DIGITS];
        value /= HEX_DIGITS;
    } while (value);
    print("0x");
    print(digits + first);
}

void check(const char *name, u64 expected, u64 got)
{
    print(name);
    if (expected == got) {
        passed++;
        print(": pass\n");
        return;
    }
    failed++;
    print(": FAIL: expected ");
    print_hex(expected);
    print(", got ");
    print_hex(got);
    print("\n");
}

u32 check_summary(void)
{
    print("exits: passed ");
    print_hex(passed);
    print(", failed ");
    print_hex(failed);
    print("\n");
    return failed;
}
