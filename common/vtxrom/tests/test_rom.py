"""The ROM on machines good and bad: what it refuses, what can be set, and that nobody reaches its memory."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

KIT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(KIT / "common" / "run"))

from console import Console  # noqa: E402
from machine import Machine  # noqa: E402

LIMIT_SECONDS = 60
ROM = os.environ.get("VMXLAB_TEST_ROM", "build/vtxrom/vtx.rom")  # test_rom_bugs.py brings broken ones
SAFETY = "build/vtxrom/tests/safety.elf32"
ENTRIES = "build/vtxrom/tests/entries.elf32"

# One wrong field fails as its area says, but for these, which the SDM lets pass or counts elsewhere.
ENTERS = "exit reason 0xc, qualification 0x0"
GUEST_STATE = "exit reason 0x80000021, qualification 0x0"
OTHERWISE = {
    "GUEST_RIP with 0x0": ENTERS,
    "GUEST_DR7 with 0x100000000": ENTERS,
    "GUEST_IA32_DEBUGCTL with 0x4": ENTERS,
    "GUEST_DS_ACCESS_RIGHTS set to 0x10000": ENTERS,
    "GUEST_LDTR_ACCESS_RIGHTS set to 0x82": ENTERS,
    "GUEST_INTERRUPTIBILITY_STATE set to 0x2": ENTERS,
    "HOST_SS_SELECTOR set to 0x0": ENTERS,
    "VM_ENTRY_INTERRUPTION_INFORMATION set to 0x80000020": GUEST_STATE,
    "VM_EXIT_CONTROLS without 0x200": "VMfailValid 8",
    "VMCS_LINK_POINTER set to 0x1": "exit reason 0x80000021, qualification 0x4",
}


@pytest.fixture(scope="session", autouse=True)
def kernels():
    """What the tests boot."""
    subprocess.run(["make", "-s", "lab6", "disk", "SOLUTION=1", SAFETY, ENTRIES, "build/vtxrom/vtx.rom"], cwd=KIT, check=True)


def boot(tmp_path, monkeypatch, kernel=SAFETY, **options):
    """The outcome's name, the serial line and what the ROM said."""
    monkeypatch.chdir(KIT)
    log = tmp_path / "rom.log"
    log.write_text("")
    machine = Machine(kernel, rom=ROM, disk="build/disk.img", rom_log=str(log), **options)
    console = Console(machine.command(), str(tmp_path / "serial.log"))
    end = console.run(LIMIT_SECONDS)
    return end.name, console.output.decode(errors="replace"), log.read_text()


@pytest.mark.parametrize(
    "test, outcome, said",
    [
        ("write", "ROM_STOPPED", "VT-x ROM: stopped: a write to the ROM's own memory"),
        ("channel", "PASSED", ""),
        ("pointers", "PASSED", ""),
        ("l2-read", "PASSED", ""),
        ("l2-write", "ROM_STOPPED", "VT-x ROM: stopped: L2 wrote to the ROM's own memory"),
    ],
)
def test_nobody_reaches_the_rom(tmp_path, monkeypatch, test, outcome, said):
    name, serial, rom = boot(tmp_path, monkeypatch, append=f"test={test} guest=/sbin/skernel-x86")
    assert name == outcome, serial + rom
    assert said in rom
    assert bool(rom) == bool(said)


@pytest.mark.parametrize(
    "options, said",
    [
        ({"cpu": "qemu64"}, "this processor has no SVM with nested paging"),
        ({"cpu": "max,-svm"}, "this processor has no SVM with nested paging"),
        ({"extra": ["-smp", "2"]}, "this machine has 2 processors, the ROM serves one"),
        ({"settings": {"ept": "maybe"}}, "fw_cfg file opt/vmxlab/ept is 'maybe'; it can be on or off"),
        ({"settings": {"feature-control": "open"}}, "it can be unlocked, locked-on or locked-off"),
        ({"settings": {"revision": "80000000"}}, "it can be a hexadecimal number of at most 31 bits"),
        ({"settings": {"revision": "xyz"}}, "it can be a hexadecimal number of at most 31 bits"),
    ],
)
def test_a_machine_that_the_rom_refuses(tmp_path, monkeypatch, options, said):
    name, _, rom = boot(tmp_path, monkeypatch, kernel="build/kernel/lab6-solution.elf32", **options)
    assert name == "MACHINE_REFUSED"
    assert said in rom
    assert rom.count("\n") == 1


def test_a_good_run_is_silent(tmp_path, monkeypatch):
    name, _, rom = boot(
        tmp_path, monkeypatch, kernel="build/kernel/lab6-solution.elf32", append="guest=/sbin/skernel-x86"
    )
    assert (name, rom) == ("PASSED", "")


def expected_end(case):
    """How the SDM ends an entry with this one field wrong."""
    if case in OTHERWISE:
        return OTHERWISE[case]
    if case.startswith("HOST_"):
        return "VMfailValid 8"
    return GUEST_STATE if case.startswith("GUEST_") else "VMfailValid 7"


def test_entries_with_one_wrong_field(tmp_path, monkeypatch):
    name, serial, rom = boot(tmp_path, monkeypatch, kernel=ENTRIES, append="guest=/sbin/skernel-x86")
    assert (name, rom) == ("PASSED", ""), serial[-500:]
    cases = [line.rstrip().split(": ", 1) for line in serial.split("\n") if ": VMfail" in line or ": exit reason" in line]
    wrong = [(case, end) for case, end in cases if not end.startswith(expected_end(case))]
    assert len(cases) > 90 and wrong == []
