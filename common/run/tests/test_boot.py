"""The runner against a QEMU of the test's own: every way to end, told apart."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

BOOT = Path("common/run/boot.py").resolve()


def boot(tmp_path, script, *options):
    """Run boot.py with `script` as qemu-system-x86_64."""
    qemu = tmp_path / "qemu-system-x86_64"
    qemu.write_text(f"#!/bin/sh\n{script}\n")
    qemu.chmod(0o755)
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    return subprocess.run(
        [sys.executable, str(BOOT), "--kernel", "k.elf32", "--log", str(tmp_path / "log"), *options],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )


@pytest.mark.parametrize(
    "script, status, words",
    [
        ("echo hello; exit 1", 0, ""),
        ("echo hello; exit 21", 10, "NOT_WRITTEN"),
        ("echo hello; exit 23", 11, "STAGE_FAILED"),
        ("echo hello; exit 25", 12, "VM_ENTRY_FAILURE"),
        ("echo hello; exit 0", 30, "TRIPLE_FAULT"),
        ("echo 'no such option' >&2; exit 1", 32, "QEMU said: no such option"),
        ("echo hello; kill -9 $$", 32, "MACHINE_LOST"),
    ],
)
def test_ends(tmp_path, script, status, words):
    done = boot(tmp_path, script)
    assert done.returncode == status
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_hang_is_ended_and_its_last_line_shown(tmp_path):
    """Even a QEMU that ignores SIGTERM is gone afterwards."""
    done = boot(tmp_path, f"trap '' TERM; echo $$ > {tmp_path}/pid; echo waiting; while :; do sleep 0.1; done", "--timeout", "1")
    assert done.returncode == 31
    assert "no end after 1 s" in done.stderr and "waiting" in done.stderr
    pid = int((tmp_path / "pid").read_text())
    deadline = time.monotonic() + 30
    while Path(f"/proc/{pid}").exists() and "zombie" not in Path(f"/proc/{pid}/status").read_text():
        assert time.monotonic() < deadline, "QEMU is still running"
        time.sleep(0.05)


@pytest.mark.parametrize("number, status", [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 143)])
def test_ended_from_outside_nothing_is_left(tmp_path, number, status):
    """Ctrl-C, kill, a terminal that closes: QEMU ends with us."""
    (tmp_path / "qemu-system-x86_64").write_text(f"#!/bin/sh\necho $$ > {tmp_path}/pid\nexec sleep 1000\n")
    (tmp_path / "qemu-system-x86_64").chmod(0o755)
    runner = subprocess.Popen(
        [sys.executable, str(BOOT), "--kernel", "k.elf32", "--log", str(tmp_path / "log")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"},
    )
    deadline = time.monotonic() + 30
    while not ((tmp_path / "pid").exists() and (tmp_path / "pid").read_text().strip()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    runner.send_signal(number)
    assert b"Traceback" not in runner.communicate(timeout=30)[1]
    assert runner.returncode == status
    pid = int((tmp_path / "pid").read_text())
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_qemu_missing(tmp_path):
    done = subprocess.run(
        [sys.executable, str(BOOT), "--kernel", "k", "--log", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": str(tmp_path)},
    )
    assert done.returncode != 0
    assert "qemu-system-x86_64 is not on this machine: make setup installs it" in done.stderr


@pytest.mark.parametrize("value", ["0", "-1", "soon"])
def test_bad_timeout(tmp_path, value):
    done = boot(tmp_path, "exit 1", "--timeout", value)
    assert done.returncode == 2
    assert f"TIMEOUT={value}: expected a number of seconds above 0" in done.stderr


def test_port_in_use(tmp_path):
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = boot(tmp_path, "exit 1", "--gdb-port", port)
    assert done.returncode == 2
    assert f"port {port} is in use" in done.stderr


def test_logs_that_cannot_be_written(tmp_path):
    (tmp_path / "log").write_text("a file where the folder should be")
    done = boot(tmp_path, "exit 1")
    assert done.returncode == 2
    assert "the run's logs go there" in done.stderr
