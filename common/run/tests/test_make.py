"""The commands as somebody types them: good ones, and bad input that ends in one clear sentence."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest


def make(*words, **environment):
    """Run make as a user does."""
    return subprocess.run(
        ["make", *words], capture_output=True, text=True, check=False, env={**os.environ, **environment}
    )


@pytest.mark.parametrize(
    "words, sentence",
    [
        (["lab9", "qemu"], "there is no lab9; there are: lab1 lab2 lab3 lab4 lab5 lab6"),
        (["lab3", "fly"], "there is no command 'fly'; make help lists them all"),
        (["qemu"], "'qemu' needs a lab: make lab3 qemu"),
        (["lab3", "lab4", "qemu"], "one lab at a time, please: lab3 lab4"),
        (["lab3", "qemu", "ENGINE=warp"], "there is no engine 'warp'; there are: auto tcg kvm bochs"),
        (["lab3", "TOOLCHAIN=rust"], "there is no toolchain 'rust'; there are: auto gcc clang"),
        (["lab3", "qemu", "GUEST=exits"], "GUEST=exits is no path on the disk; say for example GUEST=/sbin/exits"),
        (["lab3", "qemu", "DISK=/no/such.img"], "DISK=/no/such.img: there is no such file"),
        (["lab3", "BASE=mine"], "BASE=mine: the only base there is is BASE=solutions"),
        (["update-disk"], "update-disk needs the program: make update-disk FILE=path/to/program"),
        (["update-disk", "FILE=/no/such"], "update-disk: there is no file /no/such"),
    ],
)
def test_bad_input_is_one_sentence(words, sentence):
    done = make(*words)
    assert done.returncode != 0
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert "No rule to make target" not in done.stderr


TOOLS = ("make", "awk", "sh", "gcc", "ld", "objcopy", "nasm", "mformat", "mcopy", "python3", "qemu-system-x86_64")


def path_without(tmp_path, *left_out):
    """A PATH with the kit's tools but these."""
    for tool in TOOLS:
        if tool not in left_out:
            (tmp_path / tool).symlink_to(shutil.which(tool))
    return str(tmp_path)


def test_missing_tool_is_named(tmp_path):
    done = make("lab1", "qemu", PATH=path_without(tmp_path, "nasm"))
    assert done.returncode != 0
    assert "missing on this machine: nasm; make setup installs what the kit needs" in done.stderr


def test_an_engine_that_is_not_installed(tmp_path):
    done = make("lab1", "qemu", "ENGINE=bochs", PATH=path_without(tmp_path))
    assert done.returncode != 0
    assert "ENGINE=bochs: missing on this machine: bochs-bin" in done.stderr
    assert "make setup-bochs installs what it needs; ENGINE=tcg works here" in done.stderr


def test_nothing_is_rebuilt():
    make("lab6", "SOLUTION=1")
    again = make("lab6", "SOLUTION=1")
    assert again.returncode == 0 and again.stdout == ""


@pytest.mark.parametrize("lab", range(1, 7))
def test_skeletons_end_with_the_first_step(lab):
    """Untouched skeletons build without a warning and name what is missing."""
    own = make(f"lab{lab}", "qemu", "-j4")
    based = make(f"lab{lab}", "qemu", "BASE=solutions")
    for done, step in ((own, "lab1.1"), (based, f"lab{lab}.1")):
        assert done.returncode != 0
        assert f"{step} is not written yet: see handouts/{step.split('.')[0]}.md#{step.replace('.', '')}" in done.stdout
        assert "warning" not in done.stderr


@pytest.mark.parametrize("lab", range(1, 7))
def test_solution_stops_after_its_stage(lab):
    done = make(f"lab{lab}", "qemu", "SOLUTION=1")
    assert done.returncode == 0, done.stderr
    assert f"[stage {lab} " in done.stdout
    assert f"[stage {lab + 1} " not in done.stdout
    assert ("Loading app" in done.stdout) == (lab >= 3)


def test_goals_in_any_order():
    assert make("qemu", "lab1", "SOLUTION=1").returncode == 0


def test_a_machine_without_svm():
    done = make("lab6", "qemu", "SOLUTION=1", "CPU=qemu64")
    assert done.returncode != 0
    assert "this processor has no SVM with nested paging; start QEMU with -cpu max,+svm,+npt" in done.stderr


def test_a_guest_that_is_not_there():
    done = make("lab6", "qemu", "SOLUTION=1", "GUEST=/sbin/nothing")
    assert done.returncode != 0
    assert "cannot open /sbin/nothing: no such file on the disk" in done.stdout


def test_an_exception_names_its_line(tmp_path):
    """VMXON without CR4.VMXE: which instruction, why, and where in the student's file."""
    tree = Path("build/grade/trees/no-vmxe")
    shutil.rmtree(tree, ignore_errors=True)
    shutil.copytree("solutions", tree)
    path = tree / "lab2-vmxon" / "vmxon.c"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("read_cr4() | CR4_VMXE, vmx->cr4_fixed0", "read_cr4(), 0").replace(
            "return read_cr4() & CR4_VMXE;", "return true;"
        ),
        encoding="utf-8",
    )
    done = make("lab2", "qemu", f"LABS={tree}")
    assert done.returncode != 0
    assert "VMXON raises #UD when CR4.VMXE is 0" in done.stdout
    assert re.search(rf"0x[0-9a-f]+ is vmxon at {tree}/lab2-vmxon/vmxon\.c:\d+", done.stderr), done.stderr


def test_one_more_program_on_the_disk(tmp_path):
    """A copy of the disk, a guest of the test's own, and a truncated one."""
    disk = tmp_path / "disk.img"
    shutil.copyfile("build/disk.img", disk)
    shutil.copyfile("build/sbin/triple", tmp_path / "my-guest")
    (tmp_path / "half").write_bytes(Path("build/sbin/exits").read_bytes()[:0x1100])
    for name, words in (("my-guest", "Triple fault - guest is dead"), ("half", "truncated: a header or a segment")):
        put = make("update-disk", f"FILE={tmp_path / name}", f"DISK={disk}")
        assert put.returncode == 0 and f"GUEST=/sbin/{name} starts it" in put.stdout
        run = make("lab6", "qemu", "SOLUTION=1", f"DISK={disk}", f"GUEST=/sbin/{name}")
        assert run.returncode != 0 and words in run.stdout


def test_tables():
    done = make("lab6", "stages", "SOLUTION=1")
    assert done.returncode == 0
    assert re.search(r"stage 6  exits", done.stdout)
    assert re.search(r"exit 12  HLT  handle_hlt", done.stdout)


def test_help_lists_every_command():
    done = make("help")
    table = Path("common/run/commands.txt").read_text(encoding="utf-8")
    for row in table.splitlines():
        if row and not row.startswith("#"):
            assert row.split(" | ")[2] in done.stdout
