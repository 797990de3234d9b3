"""Set the last byte of an option ROM so that the sum of all its bytes is 0 (Plug and Play BIOS Specification)."""

import sys
from pathlib import Path


def main() -> None:
    rom = Path(sys.argv[1])
    content = bytearray(rom.read_bytes())
    content[-1] = 0
    content[-1] = -sum(content) % 256
    rom.write_bytes(content)


main()
