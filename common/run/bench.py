"""`make bench`: the figures of this kit, as ratios of two things measured in turn in one run."""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from machine import EXIT_PORT, QEMU, Machine  # noqa: E402

ROUNDS = 25
BARE = "build/bench/bare"
LINE = b"one line"

# A multiboot kernel that prints one line and ends the machine.
BARE_SOURCE = """
section .text align=4
        dd 0x1badb002, 0, -0x1badb002
bits 32
global _start
_start: mov esi, line
        mov dx, 0x3f8
.next:  lodsb
        test al, al
        jz .end
        out dx, al
        jmp .next
.end:   xor eax, eax
        out 0xf4, al
        hlt
line:   db "one line", 10, 0
"""


def build():
    """The bare kernel, and everything that `make lab6 qemu` needs."""
    Path(BARE).parent.mkdir(parents=True, exist_ok=True)
    Path(f"{BARE}.asm").write_text(BARE_SOURCE, encoding="utf-8")
    subprocess.run(["nasm", "-f", "elf32", f"{BARE}.asm", "-o", f"{BARE}.o"], check=True)
    subprocess.run(["ld", "-m", "elf_i386", "-Ttext=0x100000", f"{BARE}.o", "-o", BARE], check=True)
    subprocess.run(["make", "-s", "lab6", "qemu", "SOLUTION=1"], check=True, stdout=subprocess.DEVNULL)


def seconds(command, expected):
    """Wall time of one command; a run without the line `expected` measures nothing."""
    begin = time.monotonic()
    done = subprocess.run(command, check=False, stdin=subprocess.DEVNULL, capture_output=True)
    taken = time.monotonic() - begin
    if expected not in done.stdout:
        sys.exit(f"bench: {' '.join(command)} did not print {expected.decode()!r}: {done.stderr.decode()}")
    return taken


def ratio(name, run, other, limit):
    """Median of the ratios of neighbouring runs; each is a command and a line that it prints."""
    ratios = [seconds(*run) / seconds(*other) for _ in range(ROUNDS)]
    print(f"{name}: {statistics.median(ratios):.2f} (from {min(ratios):.2f} to {max(ratios):.2f}; wanted: at most {limit})")


def main():
    """Every figure, one line each."""
    build()
    plain = [QEMU, "-display", "none", "-serial", "stdio", "-no-reboot", "-kernel", BARE]
    plain += ["-device", f"isa-debug-exit,iobase={EXIT_PORT:#x},iosize=1"]
    without_rom = Machine(BARE).command(), LINE
    lab6 = ["make", "lab6", "qemu", "SOLUTION=1"], b"[end: PASSED"
    with_rom = Machine(BARE, rom="build/vtxrom/vtx.rom").command(), LINE
    ratio("make lab6 qemu SOLUTION=1 / a bare QEMU boot", lab6, (plain, LINE), 1.5)
    ratio("a bare boot with the ROM / without", with_rom, without_rom, 1.05)
    nothing = seconds(["make", "lab6", "SOLUTION=1"], b"")
    print(f"make lab6 SOLUTION=1 with nothing to do: {nothing:.3f} s (wanted: under 0.3)")


main()
