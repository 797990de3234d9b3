"""Disks good and bad: the kernel reads what is there and says what is wrong; nothing on a disk makes it crash."""

import random
import subprocess
from pathlib import Path

import pytest
from console import Console
from machine import Machine

LIMIT_SECONDS = 60
SECTOR = 512
FAT_SECTOR = 1  # mformat's one reserved sector comes first
DAMAGED_DISKS = 12


@pytest.fixture(scope="session", autouse=True)
def kernel():
    """What the tests boot."""
    subprocess.run(["make", "-s", "lab3", "disk", "SOLUTION=1", "build/vtxrom/vtx.rom"], check=True)


def boot(tmp_path, disk, guest="/sbin/skernel-x86"):
    """The outcome's name and the serial line of lab 3."""
    machine = Machine(
        "build/kernel/lab3-solution.elf32", rom="build/vtxrom/vtx.rom", disk=disk, append=f"guest={guest}"
    )
    console = Console(machine.command(), str(tmp_path / "serial.log"))
    end = console.run(LIMIT_SECONDS)
    return end.name, console.output.decode(errors="replace").replace("\r\n", "\n")


def mtools(*words):
    """One mtools command."""
    subprocess.run(words, check=True, capture_output=True)


def formatted(path, *options):
    """An empty FAT file system."""
    mtools("mformat", "-C", "-i", str(path), *(options or ("-T", "32768", "-h", "16", "-s", "63", "-c", "4")), "::")
    return str(path)


def test_no_disk(tmp_path):
    name, serial = boot(tmp_path, None)
    assert name == "STAGE_FAILED"
    assert "disk: no hard disk answers on the primary channel" in serial


def test_a_blank_disk(tmp_path):
    blank = tmp_path / "blank.img"
    blank.write_bytes(bytes(1 << 20))
    name, serial = boot(tmp_path, str(blank))
    assert name == "STAGE_FAILED"
    assert "the disk has no FAT16 file system (make disk makes one)" in serial


def test_fat12(tmp_path):
    name, serial = boot(tmp_path, formatted(tmp_path / "floppy.img", "-f", "1440"))
    assert name == "STAGE_FAILED"
    assert "the disk has no FAT16 file system" in serial


def test_no_sbin(tmp_path):
    name, serial = boot(tmp_path, formatted(tmp_path / "empty.img"))
    assert name == "STAGE_FAILED"
    assert "cannot open /sbin/skernel-x86: a folder of this path is not on the disk" in serial


@pytest.mark.parametrize(
    "guest, words",
    [
        ("/sbin", "leads through or to something that is not a file"),
        ("/sbin/exits/x", "leads through or to something that is not a file"),
        ("/sbin/empty", "no ELF file"),
        ("/sbin/text", "no ELF file"),
    ],
)
def test_paths_and_files_that_are_no_guest(tmp_path, guest, words):
    disk = tmp_path / "disk.img"
    disk.write_bytes(Path("build/disk.img").read_bytes())
    (tmp_path / "empty").write_bytes(b"")
    (tmp_path / "text").write_text("no program, but long enough for a header\n" * 10)
    mtools("mcopy", "-i", str(disk), str(tmp_path / "empty"), str(tmp_path / "text"), "::/sbin/")
    name, serial = boot(tmp_path, str(disk), guest)
    assert name == "STAGE_FAILED"
    assert words in serial


def test_long_names_deep_folders_and_fragments(tmp_path):
    """The program in a deep folder with long names, its clusters scattered between those of others."""
    disk = formatted(tmp_path / "deep.img")
    program = Path("build/sbin/exits").read_bytes()
    folder = "::"
    for part in ("a folder with quite a long name", "Another.One", "sbin"):
        folder += f"/{part}"
        mtools("mmd", "-i", disk, folder)
    for number in range(40):
        (tmp_path / f"f{number}").write_bytes(bytes(2048))
        mtools("mcopy", "-i", disk, str(tmp_path / f"f{number}"), f"{folder}/filler-{number}.with-a-long-name")
    for number in range(0, 40, 2):
        mtools("mdel", "-i", disk, f"{folder}/filler-{number}.with-a-long-name")
    (tmp_path / "guest").write_bytes(program)
    mtools("mcopy", "-i", disk, str(tmp_path / "guest"), f"{folder}/a-guest-with-a-name-of-more-than-26-characters")
    # Spaces would end the boot option: the short name of the first folder serves.
    name, serial = boot(tmp_path, disk, "/AFOLDE~1/another.one/SBIN/A-guest-with-a-name-of-more-than-26-characters")
    assert name == "PASSED", serial


@pytest.mark.parametrize("entry, words", [(0x0000, "a cluster chain leads nowhere"), (0xFFF7, "a cluster chain leads nowhere")])
def test_broken_chains(tmp_path, entry, words):
    """Every entry of the FAT leads to a cluster that is none."""
    image = bytearray(Path("build/disk.img").read_bytes())
    table = image[FAT_SECTOR * SECTOR : (FAT_SECTOR + 1) * SECTOR]
    for offset in range(4, SECTOR, 2):
        table[offset : offset + 2] = entry.to_bytes(2, "little")
    image[FAT_SECTOR * SECTOR : (FAT_SECTOR + 1) * SECTOR] = table
    disk = tmp_path / "broken.img"
    disk.write_bytes(image)
    name, serial = boot(tmp_path, str(disk))
    assert name == "STAGE_FAILED"
    assert words in serial


def test_a_chain_that_loops(tmp_path):
    """A folder whose cluster chain leads back to itself, and a name that is not in it."""
    image = bytearray(Path("build/disk.img").read_bytes())
    for offset in range(4, SECTOR, 2):
        position = FAT_SECTOR * SECTOR + offset
        image[position : position + 2] = (offset // 2).to_bytes(2, "little")
    disk = tmp_path / "loop.img"
    disk.write_bytes(image)
    name, serial = boot(tmp_path, str(disk), "/sbin/nothing")
    assert name == "STAGE_FAILED"
    assert "cannot open /sbin/nothing: " in serial


@pytest.mark.parametrize("seed", range(DAMAGED_DISKS))
def test_random_damage(tmp_path, seed):
    """Bytes of boot sector, FAT, directories and files overwritten: a good run or a sentence, never a crash."""
    chance = random.Random(seed)
    image = bytearray(Path("build/disk.img").read_bytes())
    used = 600 * SECTOR
    for _ in range(200):
        image[chance.randrange(used)] = chance.randrange(256)
    if seed % 2:
        image[0:SECTOR] = Path("build/disk.img").read_bytes()[0:SECTOR]
    disk = tmp_path / "damaged.img"
    disk.write_bytes(image)
    name, serial = boot(tmp_path, str(disk))
    assert name in ("PASSED", "STAGE_FAILED"), serial
