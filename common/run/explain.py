"""What to say about a run that did not end well: what ended it, what the ROM said, which line an address is."""

import os
import re
import subprocess

import outcome

LAST_LINES = 3


def read(path):
    """A log as text; what is not there is empty."""
    try:
        with open(path, encoding="utf-8", errors="replace") as log:
            return log.read()
    except OSError:
        return ""


def source_line(kernel, address):
    """`function at file:line` of an address in the kernel, empty when it cannot be told."""
    symbols = kernel.replace(".elf32", ".elf")
    try:
        found = subprocess.run(
            ["addr2line", "-f", "-e", symbols, address], capture_output=True, text=True, check=False
        )
    except OSError:
        return ""
    lines = found.stdout.split("\n")
    return "" if len(lines) < 2 or "??" in lines[1] else f"{lines[0]} at {os.path.relpath(lines[1])}"


def explain(end, log, machine, errors, limit):
    """The lines for standard error."""
    serial = read(f"{log}/serial.log").replace("\r\n", "\n")
    rom = read(f"{log}/rom.log").strip()
    lines = [f"ended with {end.name} ({end.status}): {end.text}"]
    if end is outcome.HANG:
        last = serial.strip().split("\n")[-LAST_LINES:]
        lines.append(f"  no end after {limit:g} s; the last lines were:")
        lines += [f"    {line}" for line in last]
    if end in (outcome.MACHINE_LOST, outcome.HANG) and errors:
        lines.append(f"  QEMU said: {errors.strip()}")
    if rom:
        lines += [f"  {line}" for line in rom.split("\n")]
    for address in re.findall(r"^  at RIP (0x[0-9a-f]+)", serial, re.MULTILINE):
        place = source_line(machine.kernel, address)
        if place:
            lines.append(f"  {address} is {place}")
    lines.append(f"  logs: {log}/")
    return "\n".join(lines) + "\n"
