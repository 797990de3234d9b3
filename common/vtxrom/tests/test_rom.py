"""The ROM on machines good and bad: what it refuses, what can be set, and that nobody reaches its memory."""

import subprocess
import sys
from pathlib import Path

import pytest

KIT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(KIT / "common" / "run"))

from console import Console  # noqa: E402
from machine import Machine  # noqa: E402

LIMIT_SECONDS = 60
SAFETY = "build/vtxrom/tests/safety.elf32"


@pytest.fixture(scope="session", autouse=True)
def kernels():
    """What the tests boot."""
    subprocess.run(["make", "-s", "lab6", "disk", "SOLUTION=1", SAFETY, "build/vtxrom/vtx.rom"], cwd=KIT, check=True)


def boot(tmp_path, monkeypatch, kernel=SAFETY, **options):
    """The outcome's name, the serial line and what the ROM said."""
    monkeypatch.chdir(KIT)
    log = tmp_path / "rom.log"
    log.write_text("")
    machine = Machine(kernel, rom="build/vtxrom/vtx.rom", disk="build/disk.img", rom_log=str(log), **options)
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
