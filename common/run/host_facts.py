"""What this host is, as plain data: host_checks.py judges it, and its tests judge recorded hosts the same way."""

import os
import platform
import re
import shutil
import stat
import subprocess
from pathlib import Path

from engine import KVM_DEVICE

TOOL_TABLE = "common/run/tools.txt"
MODULES = {"GenuineIntel": "kvm_intel", "AuthenticAMD": "kvm_amd"}
PRODUCT = ("/sys/class/dmi/id/sys_vendor", "/sys/class/dmi/id/product_name")
VERSION_SECONDS = 20  # a tool that takes longer to say its version says none

# How to ask for the version, where it is not `TOOL --version`.
VERSION_COMMANDS = {
    "nasm": ("nasm", "-v"),
    "xorriso": ("xorriso", "-version"),
    "bochs-bin": ("bochs-bin", "--help"),
    "pytest": ("sh", "common/run/pytest.sh", "--version"),
}
ENGINE_TOOLS = ("qemu-system-x86_64", "bochs-bin", "grub-mkrescue", "xorriso")


def tools():
    """(group, tool, oldest) of every tool in tools.txt that is a command; a file that a tool reads is none."""
    rows = [line.split() for line in Path(TOOL_TABLE).read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
    named = dict.fromkeys((row[0], row[1], row[2]) for row in rows if not row[1].startswith("/"))
    return [row for row in named if row[0] != "cross"]


def text_of(path):
    """A small text file; empty when it is not there or may not be read."""
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


def processor():
    """Vendor and the flags that matter here, from /proc/cpuinfo; empty where there is none."""
    info = text_of("/proc/cpuinfo")
    vendor = re.search(r"^vendor_id\s*:\s*(\S+)", info, re.MULTILINE)
    flags = re.search(r"^flags\s*:\s*(.*)$", info, re.MULTILINE)
    present = set(flags[1].split()) if flags else set()
    return {"vendor": vendor[1] if vendor else "", "flags": sorted(present & {"vmx", "svm", "hypervisor"})}


def container():
    """The kind of container around us, empty for none."""
    if os.path.exists("/.dockerenv"):
        return "docker"
    if os.path.exists("/run/.containerenv"):
        return "podman"
    return text_of("/run/systemd/container") or os.environ.get("container", "")


def kvm_device():
    """/dev/kvm: is it there, whose is it, does it open?"""
    try:
        status = os.stat(KVM_DEVICE)
    except OSError:
        return {"exists": False}
    try:
        os.close(os.open(KVM_DEVICE, os.O_RDWR | os.O_CLOEXEC))
        error = ""
    except OSError as failed:
        error = failed.strerror
    return {"exists": True, "mode": stat.filemode(status.st_mode), "error": error}


def compiler():
    """The compiler that the Makefile would use; None when there is none."""
    done = subprocess.run(["sh", "common/run/toolchain.sh"], capture_output=True, text=True, check=False)
    return done.stdout.split()[0] if done.stdout else None


def version_of(tool):
    """The first line with a version that a tool prints; None when it is missing, empty when it does not say."""
    name = compiler() if tool == "compiler" else tool
    command = VERSION_COMMANDS.get(tool, (name, "--version"))
    if name is None or not shutil.which(command[0]):
        return None
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, timeout=VERSION_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    if tool == "pytest" and done.returncode != 0:
        return None
    lines = [line.strip() for line in (done.stdout + done.stderr).split("\n")]
    return next((line for line in lines if re.search(r"\d+\.\d+", line)), "")


def for_engines():
    """The facts that choose an engine; of tools only whether they are there, since their versions take time."""
    cpu = processor()
    module = MODULES.get(cpu["vendor"], "none")
    return {
        "system": platform.system(),
        "machine": platform.machine(),
        "release": platform.release(),
        **cpu,
        "product": " ".join(filter(None, map(text_of, PRODUCT))),
        "container": container(),
        "kvm": kvm_device(),
        "nested": text_of(f"/sys/module/{module}/parameters/nested"),
        "tools": {tool: "" if shutil.which(tool) else None for tool in ENGINE_TOOLS},
        "trial": None,
    }


def for_doctor():
    """All facts: every tool of the kit besides."""
    facts = for_engines()
    facts["tools"] = {tool: version_of(tool) for _, tool, _ in tools()}
    return facts
