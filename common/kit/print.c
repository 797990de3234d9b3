/* A small printf: what print.h promises and no more. */
#include "kit/print.h"

#include "dev/console.h"
#include "kit/string.h"

#define NUMBER_DIGITS_MAX 20 /* of 2^64 - 1 in decimal */

struct conversion {
    bool left, zero, precise, wide;
    u32 width, precision;
};

static void pad(char character, u32 used, u32 width)
{
    for (; used < width; used++)
        console_put(character);
}

static void put_text(const struct conversion *c, const char *text, u32 length)
{
    if (!c->left)
        pad(' ', length, c->width);
    for (u32 i = 0; i < length; i++)
        console_put(text[i]);
    if (c->left)
        pad(' ', length, c->width);
}

static void put_number(const struct conversion *c, u64 value, u32 base, bool negative)
{
    char digits[NUMBER_DIGITS_MAX + 1];
    u32 first = sizeof(digits);

    do {
        digits[--first] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value);
    if (c->zero && !c->left) {
        if (negative)
            console_put('-');
        pad('0', sizeof(digits) - first + negative, c->width);
        negative = false;
    }
    struct conversion plain = *c;
    if (c->zero && !c->left)
        plain.width = 0;
    if (negative)
        digits[--first] = '-';
    put_text(&plain, digits + first, sizeof(digits) - first);
}

static u32 read_number(const char **format)
{
    u32 value = 0;

    while (**format >= '0' && **format <= '9')
        value = value * 10 + (*(*format)++ - '0');
    return value;
}

static struct conversion read_flags(const char **format, va_list *arguments)
{
    struct conversion c = { 0 };

    for (;; ++*format) {
        if (**format == '-')
            c.left = true;
        else if (**format == '0')
            c.zero = true;
        else
            break;
    }
    c.width = read_number(format);
    if (**format == '.') {
        c.precise = true;
        if (*++*format == '*') {
            c.precision = va_arg(*arguments, int);
            ++*format;
        } else {
            c.precision = read_number(format);
        }
    }
    for (; **format == 'l'; ++*format)
        c.wide = true;
    return c;
}

static void put_string(const struct conversion *c, const char *text)
{
    u32 length = 0;

    if (!text)
        text = "(null)";
    while ((!c->precise || length < c->precision) && text[length])
        length++;
    put_text(c, text, length);
}

static void convert(char kind, struct conversion *c, va_list *arguments)
{
    char character;

    switch (kind) {
    case 's':
        put_string(c, va_arg(*arguments, const char *));
        break;
    case 'c':
        character = va_arg(*arguments, int);
        put_text(c, &character, 1);
        break;
    case 'd':
    case 'i': {
        s64 value = c->wide ? va_arg(*arguments, s64) : va_arg(*arguments, int);
        put_number(c, value < 0 ? -(u64)value : (u64)value, 10, value < 0);
        break;
    }
    case 'u':
        put_number(c, c->wide ? va_arg(*arguments, u64) : va_arg(*arguments, u32), 10, false);
        break;
    case 'x':
        put_number(c, c->wide ? va_arg(*arguments, u64) : va_arg(*arguments, u32), 16, false);
        break;
    case 'p':
        console_put('0');
        console_put('x');
        put_number(c, (u64)va_arg(*arguments, void *), 16, false);
        break;
    case '%':
        console_put('%');
        break;
    default:
        console_put('%');
        console_put(kind);
    }
}

void kvprintf(const char *format, va_list arguments)
{
    va_list copy;

    va_copy(copy, arguments);
    while (*format) {
        if (*format != '%') {
            console_put(*format++);
            continue;
        }
        format++;
        struct conversion c = read_flags(&format, &copy);
        if (*format)
            convert(*format++, &c, &copy);
    }
    va_end(copy);
}

void kprintf(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    kvprintf(format, arguments);
    va_end(arguments);
}
