"""One boot for the grader: the runner's machine and console, a folder of logs, known-bad lines that end it."""

import re
import sys
from collections import namedtuple
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "common" / "run"))

import outcome  # noqa: E402
from engine import TCG, NoEngine, choose  # noqa: E402, F401 - for the grader's other modules
from machine import Machine, console_of  # noqa: E402

from .verdict import MachineNotAvailable  # noqa: E402

ROM = "build/vtxrom/vtx.rom"
DISK = "build/disk.img"
LIMIT_SECONDS = 60  # only a hang gets there

FIRST_LINE = "x86_64 Hypervisor"

# A serial line that goes on for ever says nothing new behind this.
OUTPUT_MAX = 1 << 20

Run = namedtuple("Run", "outcome serial rom_log logs")


def too_much(text):
    """Known-bad without waiting for the limit: the console is flooded."""
    return len(text) > OUTPUT_MAX


def boot(kernel, logs, append="", disk=True, rom=True, settings=None, limit=LIMIT_SECONDS, engine=TCG):
    """Boot `kernel` once. Raises MachineNotAvailable when the machine is not there."""
    logs = Path(logs)
    logs.mkdir(parents=True, exist_ok=True)
    rom_log = logs / "rom.log"
    rom_log.write_text("")
    machine = Machine(
        kernel,
        rom=ROM if rom else None,
        disk=DISK if disk is True else disk or None,
        append=append,
        rom_log=str(rom_log),
        settings=settings,
        engine=engine,
    )
    console = console_of(machine, str(logs), on_text=too_much)
    (logs / "command").write_text(" ".join(console.command) + "\n")
    try:
        end = console.run(limit)
    except FileNotFoundError as error:
        raise MachineNotAvailable(f"{console.command[0]} is missing: make setup") from error
    if console.stopped_early:
        end = outcome.HANG
    said = rom_log.read_text(errors="replace").strip()
    (logs / "outcome").write_text(f"{end.name} {end.status}\n{console.errors}")
    if end.name == "MACHINE_LOST":
        raise MachineNotAvailable(console.errors.strip() or "the machine ended without a word")
    if end.name == "MACHINE_REFUSED":
        raise MachineNotAvailable(said)
    return Run(end, normal(console.output), said, str(logs))


def normal(output):
    """The serial line as text with plain line ends; what GRUB wrote before the kernel is left out."""
    text = re.sub(r"\r+\n", "\n", output.decode(errors="replace"))
    return text[max(text.find(FIRST_LINE), 0) :]


def log_folder(tree, engine):
    """Where the logs of grading `tree` go."""
    return f"build/grade/{tree.replace('/', '-')}" + ("" if engine is TCG else f"-{engine.name}")


def cannot_be_set(engine, settings):
    """Why a machine with these settings of the ROM is not to be had on `engine`; empty when it is."""
    if not settings or engine.rom:
        return ""
    words = ", ".join(f"{name}={value}" for name, value in settings.items())
    return f"engine {engine.name} has no machine with {words}"
