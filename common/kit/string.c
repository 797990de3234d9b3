/*
 * The simplest versions that are right and not slow: words first, then the bytes that are left.
 * -fno-builtin keeps GCC from turning a loop into a call to itself.
 */
#include "kit/string.h"

#define WORD_BYTES   sizeof(u64)
#define BYTE_IN_WORD 0x0101010101010101ull /* times a byte: eight of it */

void *memcpy(void *to, const void *from, size_t bytes)
{
    void *start = to;
    size_t words = bytes / WORD_BYTES, rest = bytes % WORD_BYTES;

    __asm__ volatile("rep movsq" : "+D"(to), "+S"(from), "+c"(words) : : "memory");
    __asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(rest) : : "memory");
    return start;
}

void *memmove(void *to, const void *from, size_t bytes)
{
    u8 *out = to;
    const u8 *in = from;

    if (out <= in || out >= in + bytes)
        return memcpy(to, from, bytes);
    while (bytes--)
        out[bytes] = in[bytes];
    return to;
}

void *memset(void *to, int value, size_t bytes)
{
    void *start = to;
    size_t words = bytes / WORD_BYTES, rest = bytes % WORD_BYTES;
    u64 pattern = BYTE_IN_WORD * (u8)value;

    __asm__ volatile("rep stosq" : "+D"(to), "+c"(words) : "a"(pattern) : "memory");
    __asm__ volatile("rep stosb" : "+D"(to), "+c"(rest) : "a"(pattern) : "memory");
    return start;
}

int memcmp(const void *a, const void *b, size_t bytes)
{
    const u8 *left = a, *right = b;

    for (; bytes; bytes--, left++, right++)
        if (*left != *right)
            return *left - *right;
    return 0;
}

size_t strlen(const char *text)
{
    size_t length = 0;

    while (text[length])
        length++;
    return length;
}

int strcmp(const char *a, const char *b)
{
    while (*a && *a == *b)
        a++, b++;
    return (u8)*a - (u8)*b;
}

int strncmp(const char *a, const char *b, size_t most)
{
    while (most && *a && *a == *b)
        a++, b++, most--;
    return most ? (u8)*a - (u8)*b : 0;
}
