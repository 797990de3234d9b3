"""The tests of the ROM can fail: each patch of bugs/ breaks the ROM, and exactly the tests that it names notice."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

KIT = Path(__file__).resolve().parents[3]
BUGS = sorted((Path(__file__).parent / "bugs").glob("*.patch"))
PARTS = ["Makefile", "common", "guest", "grader", "solutions", "labs"]


def broken_rom(tmp_path, patch):
    """Build the ROM from a copy of the kit with one bug; its path."""
    kit = tmp_path / "kit"
    kit.mkdir()
    for part in PARTS:
        source = KIT / part
        if source.is_dir():
            shutil.copytree(source, kit / part)
        else:
            shutil.copyfile(source, kit / part)
    done = subprocess.run(
        ["patch", "-p1", "-s", "-f", "-i", str(patch)], cwd=kit, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{patch.name} no longer fits the ROM: {done.stdout}{done.stderr}"
    rom = "build/vtxrom/vtx.rom"
    done = subprocess.run(["make", "-s", rom], cwd=kit, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{patch.name}: a bug has to compile: {done.stderr}"
    return kit / rom


@pytest.mark.parametrize("patch", BUGS, ids=[patch.stem for patch in BUGS])
def test_bug_is_noticed(tmp_path, patch):
    first = patch.read_text(encoding="utf-8").split("\n", 1)[0]
    named = set(first.removeprefix("fails: ").split())
    done = subprocess.run(
        ["sh", "common/run/pytest.sh", "-q", "-p", "no:cacheprovider", "-rf", "--tb=no", "common/vtxrom/tests/test_rom.py"],
        cwd=KIT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "VMXLAB_TEST_ROM": str(broken_rom(tmp_path, patch))},
    )
    failed = re.findall(r"^FAILED \S+?::(.+?)(?: - .*)?$", done.stdout, re.MULTILINE)
    assert failed, done.stdout + done.stderr
    assert {next((name for name in named if test.startswith(name)), test) for test in failed} == named
