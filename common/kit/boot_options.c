/* Words of the kernel's command line. */
#include "kit/boot_options.h"

#include "kit/boot_options_init.h"
#include "kit/panic.h"
#include "kit/string.h"

static const char *command_line = "";

void boot_options_init(const struct boot_information *boot)
{
    command_line = boot->command_line;
}

static void copy_value(const char *name, const char *from, size_t length, char *value)
{
    if (length >= BOOT_OPTION_LENGTH_MAX)
        panic("boot option %s= has %lu characters, at most %u fit", name, length,
              BOOT_OPTION_LENGTH_MAX - 1);
    memcpy(value, from, length);
    value[length] = '\0';
}

bool boot_option(const char *name, const char *fallback, char *value)
{
    size_t name_length = strlen(name);

    for (const char *word = command_line; *word;) {
        const char *end = word;

        while (*end && *end != ' ')
            end++;
        if (!strncmp(word, name, name_length) && word[name_length] == '=') {
            const char *from = word + name_length + 1;
            copy_value(name, from, end - from, value);
            return true;
        }
        word = *end ? end + 1 : end;
    }
    copy_value(name, fallback, strlen(fallback), value);
    return false;
}
