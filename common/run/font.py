"""The font of the screen: GRUB's own, from its file format to what common/dev/screen.h wants.

    font.py IN.pf2 OUT
"""

import struct
import sys

GLYPHS, ROWS, WIDTH = 128, 16, 8  # common/dev/screen.h


def sections(data):
    """name: (offset, length) of each section; DATA's glyphs are found by offsets into the file."""
    at, found = 0, {}
    while at < len(data):
        name, length = data[at : at + 4], struct.unpack_from(">I", data, at + 4)[0]
        found[name] = (at + 8, length)
        if name == b"DATA":
            break
        at += 8 + length
    return found


def glyph(data, offset, ascent):
    """ROWS bytes, one a row."""
    width, height, left, bottom, _ = struct.unpack_from(">HHhhh", data, offset)
    bits = int.from_bytes(data[offset + 10 : offset + 10 + (width * height + 7) // 8], "big")
    length = (width * height + 7) // 8 * 8
    rows = bytearray(ROWS)
    top = ascent - bottom - height
    for y in range(height):
        for x in range(width):
            lit = bits >> (length - 1 - (y * width + x)) & 1
            if lit and 0 <= top + y < ROWS and 0 <= left + x < WIDTH:
                rows[top + y] |= 1 << (WIDTH - 1 - left - x)
    return bytes(rows)


def convert(data):
    """All glyphs in a row; characters that the font lacks are empty."""
    found = sections(data)
    ascent = struct.unpack_from(">H", data, found[b"ASCE"][0])[0]
    start, length = found[b"CHIX"]
    glyphs = [bytes(ROWS)] * GLYPHS
    for code, _, offset in struct.iter_unpack(">IBI", data[start : start + length]):
        if code < GLYPHS:
            glyphs[code] = glyph(data, offset, ascent)
    return b"".join(glyphs)


def main():
    """Convert one file."""
    source, target = sys.argv[1:]
    try:
        with open(source, "rb") as file:
            data = file.read()
    except OSError as error:
        sys.exit(f"{source}: {error.strerror}; GRUB's package brings it (make setup-iso)")
    with open(target, "wb") as file:
        file.write(convert(data))


if __name__ == "__main__":
    main()
