"""setup.sh with tools and package managers of the test's own."""

import os
import shutil
import subprocess
from pathlib import Path

SETUP = Path("common/run/setup.sh").resolve()
BASIC = ("sh", "id", "printf", "cat", "env", "tr", "uname")
STUDENT = ("gcc", "ld", "objcopy", "nasm", "qemu-system-x86_64", "gdb", "python3", "mformat")


def run(folder, *tools):
    """setup.sh with only these tools on the PATH."""
    folder.mkdir(exist_ok=True)
    for tool in BASIC:
        found = shutil.which(tool)
        if found and not (folder / tool).exists():
            (folder / tool).symlink_to(found)
    for tool in tools:
        if not (folder / tool).exists():
            (folder / tool).write_text("#!/bin/sh\necho x86_64-linux-gnu\n")  # gcc -dumpmachine; the rest need not say
            (folder / tool).chmod(0o755)
    return subprocess.run(
        [shutil.which("sh"), str(SETUP)], capture_output=True, text=True, check=False, env={"PATH": str(folder)}
    )


def test_nothing_missing(tmp_path):
    done = run(tmp_path / "bin", *STUDENT)
    assert done.returncode == 0
    assert done.stdout == "everything that the kit needs is here\n"


def fake(folder, name, script):
    """A tool that does what `script` says."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)


def test_neither_root_nor_sudo(tmp_path):
    folder = tmp_path / "bin"
    fake(folder, "id", "echo 1000")
    done = run(folder, "apt-get", *(tool for tool in STUDENT if tool != "nasm"))
    assert done.returncode == 2
    assert "somebody who is root runs: apt-get install -y --no-install-recommends nasm" in done.stderr


def test_sudo_is_used_and_the_right_packages_asked_for(tmp_path):
    folder = tmp_path / "bin"
    log = tmp_path / "log"
    fake(folder, "id", "echo 1000")
    fake(folder, "sudo", f'echo "$@" >> {log}; case "$*" in *install*) cp {folder}/gdb {folder}/nasm;; esac')
    (folder / "cp").symlink_to(shutil.which("cp"))
    done = run(folder, "apt-get", *(tool for tool in STUDENT if tool != "nasm"))
    assert done.returncode == 0, done.stderr
    asked = log.read_text()
    assert "update" in asked and "install -y --no-install-recommends nasm" in asked


def test_another_package_manager_gets_the_line(tmp_path):
    done = run(tmp_path / "bin", "dnf", *(tool for tool in STUDENT if tool != "nasm"))
    assert done.returncode == 2
    assert "install them with: sudo dnf install nasm" in done.stderr


def test_apt_fails(tmp_path):
    folder = tmp_path / "bin"
    fake(folder, "id", "echo 0")
    fake(folder, "apt-get", "echo 'E: no network' >&2; exit 100")
    done = run(folder, *(tool for tool in STUDENT if tool != "nasm"))
    assert done.returncode == 2
    assert "E: no network" in done.stderr and "By hand: apt-get install" in done.stderr


def test_a_python_without_pytest_is_passed_by(tmp_path):
    """The first python3 on the PATH has no pytest; another one has."""
    folder = tmp_path / "bin"
    fake(folder, "python3", "exit 1")
    done = subprocess.run(
        ["sh", "common/run/pytest.sh", "--version"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"},
    )
    assert done.returncode == 0, done.stderr


def test_a_host_that_is_not_x86(tmp_path):
    """Its own gcc is no compiler for the kit."""
    folder = tmp_path / "bin"
    fake(folder, "uname", "echo Linux aarch64")
    fake(folder, "gcc", "echo aarch64-linux-gnu")
    fake(folder, "id", "echo 1000")
    done = run(folder, "apt-get", *(tool for tool in STUDENT if tool != "gcc"))
    assert done.returncode == 2
    assert "--no-install-recommends gcc-x86-64-linux-gnu" in done.stderr


def test_every_way_to_a_compiler(tmp_path):
    """toolchain.sh: gcc of an x86-64 host, then a cross gcc, then clang; macOS' gcc is none of them."""
    def toolchain(name, wanted, *tools, machine="arm64-apple-darwin23"):
        folder = tmp_path / name
        fake(folder, "gcc", f"echo {machine}")
        for tool in ("ld", "objcopy", *tools):
            fake(folder, tool, "exit 0")
        done = subprocess.run(
            [shutil.which("sh"), "common/run/toolchain.sh", wanted],
            capture_output=True, text=True, check=False, env={"PATH": str(folder)},
        )
        return done.stdout.strip()

    clang = ("clang", "ld.lld", "llvm-objcopy")
    cross = tuple(f"x86_64-elf-{tool}" for tool in ("gcc", "ld", "objcopy"))
    assert toolchain("native", "auto", *cross, *clang, machine="x86_64-linux-gnu") == "gcc ld objcopy"
    assert toolchain("cross", "auto", *cross, *clang) == " ".join(cross)
    assert toolchain("clang", "auto", *clang) == " ".join(clang)
    assert toolchain("numbered", "auto", "clang-14", "ld.lld-14", "llvm-objcopy-14") == "clang-14 ld.lld-14 llvm-objcopy-14"
    assert toolchain("asked", "clang", *cross, *clang) == " ".join(clang)
    assert toolchain("none", "auto") == ""
    assert toolchain("half", "auto", "clang") == ""
