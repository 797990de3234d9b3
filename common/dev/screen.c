/* The screen holds its text in memory: reading a framebuffer back is slow on every machine. */
#include "dev/screen.h"

#include "kit/string.h"
#include "mem/page.h"
#include "mem/page_table.h"

#define COLUMNS_MAX 256
#define LINES_MAX   128
#define INK         0xd0 /* each of red, green and blue */
#define PAPER       0x00
#define HIGHEST_BIT BIT(SCREEN_GLYPH_WIDTH - 1)

static struct {
    struct framebuffer pixels;
    const u8 *font; /* NULL: no screen */
    u32 columns, lines;
    u32 column, line;
    char text[LINES_MAX][COLUMNS_MAX];
} screen;

static u32 smaller(u32 a, u32 b)
{
    return a < b ? a : b;
}

void screen_init(const struct framebuffer *framebuffer, const struct boot_module *font)
{
    u64 end = framebuffer->address + (u64)framebuffer->pitch * framebuffer->height;

    if (!framebuffer->address || end > IDENTITY_MAP_SIZE || !font ||
        font->range.end - font->range.start != SCREEN_FONT_BYTES)
        return;
    screen.pixels = *framebuffer;
    screen.columns = smaller(framebuffer->width / SCREEN_GLYPH_WIDTH, COLUMNS_MAX);
    screen.lines = smaller(framebuffer->height / SCREEN_GLYPH_ROWS, LINES_MAX);
    screen.font = physical_to_pointer(font->range.start);
    memset(screen.text, ' ', sizeof(screen.text));
    memset(physical_to_pointer(framebuffer->address), 0, end - framebuffer->address);
}

static void draw(u32 line, u32 column)
{
    const u8 *glyph = screen.font + (screen.text[line][column] % SCREEN_GLYPHS) * SCREEN_GLYPH_ROWS;
    u64 corner = screen.pixels.address + (u64)line * SCREEN_GLYPH_ROWS * screen.pixels.pitch +
                 (u64)column * SCREEN_GLYPH_WIDTH * screen.pixels.pixel_bytes;

    for (u32 row = 0; row < SCREEN_GLYPH_ROWS; row++) {
        u8 *pixel = physical_to_pointer(corner + (u64)row * screen.pixels.pitch);

        for (u32 x = 0; x < SCREEN_GLYPH_WIDTH; x++, pixel += screen.pixels.pixel_bytes)
            memset(pixel, glyph[row] & HIGHEST_BIT >> x ? INK : PAPER, screen.pixels.pixel_bytes);
    }
}

/* Everything one line up; only what changes is drawn. */
static void scroll(void)
{
    for (u32 line = 0; line < screen.lines; line++)
        for (u32 column = 0; column < screen.columns; column++) {
            char *here = &screen.text[line][column];
            char next = line + 1 < screen.lines ? screen.text[line + 1][column] : ' ';

            if (*here != next) {
                *here = next;
                draw(line, column);
            }
        }
    screen.line = screen.lines - 1;
}

static void new_line(void)
{
    screen.column = 0;
    if (++screen.line == screen.lines)
        scroll();
}

void screen_put(char character)
{
    if (!screen.font)
        return;
    if (character == '\n') {
        new_line();
        return;
    }
    if (screen.column == screen.columns)
        new_line();
    screen.text[screen.line][screen.column] = character;
    draw(screen.line, screen.column++);
}
