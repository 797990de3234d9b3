"""The second opinion: the same kernel and disk on Bochs' own VT-x say what they say on the ROM's."""

import re
import sys
from pathlib import Path

import pytest
from bochs import BochsConsole, boot_of
from console import Console
from machine import Machine

sys.path.insert(0, str(Path("grader").resolve()))

from vmxgrader.probing import BEGINNING, judge, registered  # noqa: E402

LIMIT_SECONDS = 120

# What is the machine's own: addresses, the revision, what the capability MSRs allow.
MACHINE_LINES = re.compile(r"^(VMX capabilities:|VMX revision:|  (pin|primary|secondary|exit|entry) +must be one).*$")


def options(lab, append):
    """Disk and boot options of a lab."""
    return {"disk": "build/disk.img" if lab >= 3 else None, "append": append}


def on_bochs(tmp_path, kernel, lab, append):
    """Outcome and serial line on Bochs."""
    console = BochsConsole(boot_of(Machine(kernel, **options(lab, append))), str(tmp_path))
    end = console.run(LIMIT_SECONDS)
    return end, console.output.decode(errors="replace").replace("\r\n", "\n")


def on_tcg(tmp_path, kernel, lab, append):
    """Outcome and serial line on QEMU with the ROM."""
    machine = Machine(kernel, rom="build/vtxrom/vtx.rom", **options(lab, append))
    console = Console(machine.command(), str(tmp_path / "tcg.log"))
    end = console.run(LIMIT_SECONDS)
    return end, console.output.decode(errors="replace").replace("\r\n", "\n")


def comparable(serial):
    """Without what is the machine's own; GRUB's leading escape sequences are not the kernel's."""
    serial = serial[serial.index("x86_64 Hypervisor") :]
    lines = [re.sub(r"0x[0-9a-f]{5,}", "ADDRESS", line) for line in serial.split("\n")]
    return [line for line in lines if not MACHINE_LINES.match(line)]


@pytest.mark.parametrize(
    "lab, append",
    [(lab, "guest=/sbin/skernel-x86") for lab in range(1, 7)]
    + [
        (3, "guest=/sbin/nothing"),
        (3, "guest=/sbin"),
        (6, "guest=/sbin/exits"),
        (6, "guest=/sbin/triple"),
        (6, "list=stages"),
    ],
)
def test_same_transcript(tmp_path, lab, append):
    kernel = f"build/kernel/lab{lab}-solution.elf32"
    bochs_end, bochs_serial = on_bochs(tmp_path, kernel, lab, append)
    tcg_end, tcg_serial = on_tcg(tmp_path, kernel, lab, append)
    assert bochs_end.name == tcg_end.name
    assert comparable(bochs_serial) == comparable(tcg_serial)


@pytest.mark.parametrize("lab", range(1, 7))
def test_probes_agree(tmp_path, lab):
    """Every probe that wants the plain machine passes on Bochs too: what it expects is not the ROM's invention."""
    kernel = f"build/kernel/lab{lab}-solution-probes.elf32"
    end, serial = on_bochs(tmp_path, kernel, 3, "machine= from=0 guest=/sbin/skernel-x86")
    begun = list(BEGINNING.finditer(serial))
    results = []
    for i, begin in enumerate(begun):
        last = len(serial) if i + 1 == len(begun) else begun[i + 1].start()
        results.append(judge(begin[2], begin[3], serial[begin.end() : last], end))
    assert [(r.step, r.title, r.detail) for r in results if r.verdict != "passed"] == []
    assert len(results) == len([machine for _, _, machine in registered(lab) if not machine])


ENTRIES = "build/vtxrom/tests/entries.elf32"
ENTRY_LINE = re.compile(r"^\w+ (?:set to|with|without) 0x[0-9a-f]+: .*$", re.MULTILINE)

# Cases in which Bochs is known to be wrong, and why.
BOCHS_IS_WRONG = {
    "GUEST_RIP set to 0x8000000000000000": "the bits of RIP above the linear-address width differ: an entry failure, "
    "but Bochs enters the guest",
}


def test_entries_that_fail_fail_alike(tmp_path):
    """One wrong field at a time: the same error number, or exit reason and qualification, as on Bochs."""
    append = "guest=/sbin/skernel-x86"
    bochs = ENTRY_LINE.findall(on_bochs(tmp_path, ENTRIES, 3, append)[1])
    tcg = ENTRY_LINE.findall(on_tcg(tmp_path, ENTRIES, 3, append)[1])
    assert len(tcg) > 90
    different = [pair for pair in zip(bochs, tcg, strict=True) if pair[0] != pair[1]]
    assert {pair[0].partition(":")[0] for pair in different} == set(BOCHS_IS_WRONG)
