/* The settings of this VT-x, from fw_cfg. */
#include "vtxrom/settings.h"

#include "cpu/msr.h"
#include "kit/string.h"
#include "vtxrom/debug.h"
#include "vtxrom/fw_cfg.h"

#define VALUE_MAX        32
#define DEFAULT_REVISION 0x00564d58u /* the letters V, M, X */
#define HEX_BASE         16

static NORETURN void refuse(const char *name, const char *value, const char *known)
{
    rom_say("fw_cfg file %s is '%s'; it can be %s", name, value, known);
    rom_end(OUTCOME_MACHINE_REFUSED);
}

static bool read_switch(const char *name)
{
    char value[VALUE_MAX];

    if (!fw_cfg_read(name, value, sizeof(value)) || !strcmp(value, "on"))
        return true;
    if (!strcmp(value, "off"))
        return false;
    refuse(name, value, "on or off");
}

static u64 read_feature_control(void)
{
    static const char name[] = "opt/vmxlab/feature-control";
    char value[VALUE_MAX];

    if (!fw_cfg_read(name, value, sizeof(value)) || !strcmp(value, "unlocked"))
        return 0;
    if (!strcmp(value, "locked-off"))
        return FEATURE_CONTROL_LOCK;
    if (!strcmp(value, "locked-on"))
        return FEATURE_CONTROL_LOCK | FEATURE_CONTROL_ENABLE_VMX_OUTSIDE_SMX;
    refuse(name, value, "unlocked, locked-on or locked-off");
}

static int hex_digit(char character)
{
    if (character >= '0' && character <= '9')
        return character - '0';
    character |= 'a' - 'A';
    return character >= 'a' && character <= 'f' ? character - 'a' + 10 : -1;
}

static u32 read_revision(void)
{
    static const char name[] = "opt/vmxlab/revision";
    char value[VALUE_MAX];
    u64 revision = 0;

    if (!fw_cfg_read(name, value, sizeof(value)))
        return DEFAULT_REVISION;
    for (const char *digit = value; *digit; digit++) {
        if (hex_digit(*digit) < 0)
            refuse(name, value, "a hexadecimal number of at most 31 bits");
        revision = revision * HEX_BASE + hex_digit(*digit);
        if (revision > VMX_BASIC_REVISION_MASK)
            refuse(name, value, "a hexadecimal number of at most 31 bits");
    }
    return revision;
}

void settings_read(struct settings *settings)
{
    settings->feature_control = read_feature_control();
    settings->ept = read_switch("opt/vmxlab/ept");
    settings->true_controls = read_switch("opt/vmxlab/true-controls");
    settings->revision = read_revision();
}
