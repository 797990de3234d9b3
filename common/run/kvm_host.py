"""A host with KVM on a machine that has none: Debian's cloud kernel in an emulator, with QEMU in its initramfs.

Bochs emulates VT-x for kvm-intel, QEMU's TCG emulates SVM for kvm-amd. Kernel and busybox are Debian's packages,
fetched when they are first needed; QEMU and its libraries are this machine's own.
"""

import os
import re
import shlex
import shutil
import subprocess
from collections import namedtuple
from pathlib import Path

from bochs import Boot, BochsConsole
from console import Console
from engine import BOCHS
from machine import QEMU

CACHE = Path("build/kvm")
MEMORY_MIB = 1024
KERNEL_PACKAGE = "linux-image-cloud-amd64"
BUSYBOX_PACKAGE = "busybox-static"
BUSYBOX = "bin/busybox"
FIRMWARE = ("/usr/share/seabios/bios-256k.bin", "/usr/share/qemu/kvmvapic.bin", "/usr/share/qemu/multiboot*.bin")
MODULES = ("virt/lib/irqbypass.ko", "arch/x86/kvm/kvm.ko")
COMMAND_LINE = "console=ttyS0 rdinit=/init nokaslr mitigations=off tsc=reliable quiet loglevel=1"
ALL_DONE = "[host: all runs done]"
RUN_SECONDS = 300  # of one run inside; only a hang gets there

INIT = """\
#!/bin/busybox sh
/bin/busybox --install -s /bin
mount -t proc none /proc
mount -t sysfs none /sys
mount -t devtmpfs none /dev
for module in {modules}; do insmod /modules/$module; done
insmod /modules/{vendor_module} nested=1
cd /kit
for image in {packed}; do gunzip $image; done
{runs}
echo '{done}'
echo o > /proc/sysrq-trigger
sleep 60
"""
RUN = """\
echo; echo '[run {name}]'
timeout -s KILL {seconds} {command} </dev/null 2>/tmp/errors
status=$?
echo; echo "[status $status]"
cat /tmp/errors /tmp/rom.log
: >/tmp/rom.log
"""
RESULT = re.compile(r"^\[run (\S+)\]\n(.*?)^\[status (\d+)\]\n(.*?)(?=^\[run |^\[host: |\Z)", re.MULTILINE | re.DOTALL)

Result = namedtuple("Result", "status serial errors")


class CannotMakeHost(Exception):
    """A part of the host is not to be had; the message says which and what to do."""


def tool(*command):
    """Standard output of a tool that must work."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise CannotMakeHost(f"{command[0]} is missing: make setup-kvm installs it") from error
    if done.returncode != 0:
        raise CannotMakeHost(f"{' '.join(command)} failed: {done.stderr.strip()}")
    return done.stdout


def fetch(package, folder):
    """Unpack a Debian package to `folder`, unless that has been done."""
    mark = folder / f".{package}"
    if mark.exists():
        return
    packages = CACHE / "packages"
    packages.mkdir(parents=True, exist_ok=True)
    depends = tool("apt-cache", "depends", "--important", package)
    # The kernel's package is empty and names the one of today.
    names = re.findall(r"^ +Depends: (linux-image-\S+)$", depends, re.MULTILINE) or [package]
    for name in names:
        for old in packages.glob(f"{name}_*.deb"):
            old.unlink()
        uris = tool("apt-get", "download", "--print-uris", name)
        subprocess.run(["apt-get", "-q", "download", name], cwd=packages, capture_output=True, check=False)
        found = list(packages.glob(f"{name}_*.deb"))
        if not found:
            raise CannotMakeHost(f"{name} could not be fetched from {uris.split(chr(39))[1]}")
        tool("dpkg-deb", "-x", str(found[0]), str(folder))
    mark.touch()


def copy(source, tree):
    """A file to the same place under `tree`; returns that place."""
    target = tree / str(source).lstrip("/")
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    target.chmod(0o755)
    return target


def add_qemu(tree):
    """QEMU, what it is linked with, its firmware."""
    binary = shutil.which(QEMU)
    if not binary:
        raise CannotMakeHost(f"{QEMU} is missing: make setup installs it")
    for library in re.findall(r"(/\S+) \(0x", tool("ldd", binary)):
        copy(library, tree)
    copy(binary, tree)
    for pattern in FIRMWARE:
        for path in Path("/").glob(pattern.lstrip("/")):
            copy(path, tree)


def is_image(name):
    """A disk is mostly empty, so it travels compressed."""
    return name.endswith(".img")


def add_kit(tree, files):
    """The files that the runs name: relative to the kit's folder, which is /kit there, or absolute."""
    for name in files:
        target = copy(name, tree if name.startswith("/") else tree / "kit")
        if is_image(name):
            tool("gzip", "-1", str(target))


def script(vendor, runs, files):
    """The host's init: modules, then every run."""
    firmware = ["-L", "/usr/share/seabios", "-L", "/usr/share/qemu"]
    inside = {name: [words[0], *firmware, *words[1:]] for name, words in runs.items()}
    blocks = [RUN.format(name=name, seconds=RUN_SECONDS, command=shlex.join(words)) for name, words in inside.items()]
    return INIT.format(
        modules=" ".join(Path(module).name for module in MODULES),
        vendor_module=f"kvm-{vendor}.ko",
        packed=" ".join(shlex.quote(f"{name}.gz") for name in files if is_image(name)),
        runs="".join(blocks),
        done=ALL_DONE,
    )


def make_initramfs(vendor, runs, files, folder):
    """Kernel and initramfs of the host; returns both paths."""
    system = CACHE / "system"
    fetch(KERNEL_PACKAGE, system)
    fetch(BUSYBOX_PACKAGE, system)
    kernel = max(system.glob("boot/vmlinuz-*"))
    release = kernel.name.partition("-")[2]
    tree = folder / "initramfs"
    shutil.rmtree(tree, ignore_errors=True)
    for part in ("proc", "sys", "dev", "tmp", "var/tmp", "modules", "kit"):
        (tree / part).mkdir(parents=True)
    for module in (*MODULES, f"arch/x86/kvm/kvm-{vendor}.ko"):
        shutil.copy(system / "lib/modules" / release / "kernel" / module, tree / "modules")
    (tree / "bin").mkdir()
    shutil.copy(system / BUSYBOX, tree / BUSYBOX)
    add_qemu(tree)
    add_kit(tree, files)
    (tree / "init").write_text(script(vendor, runs, files))
    (tree / "init").chmod(0o755)
    archive = folder / "initramfs.cpio"
    tool("sh", "-c", f"cd {shlex.quote(str(tree))} && find . | cpio --quiet -o -H newc >../initramfs.cpio")
    shutil.rmtree(tree)
    return str(kernel), str(archive)


def all_done(text):
    """Has the last run ended? The host need not be waited for any longer."""
    return ALL_DONE in text


def console_of(vendor, kernel, initramfs, folder):
    """The emulator that has what this vendor's KVM needs."""
    if vendor == "intel":
        lines = [f"linux /boot/vmlinuz {COMMAND_LINE}", "initrd /boot/initramfs", "boot"]
        boot = Boot(BOCHS.cpu, {"vmlinuz": kernel, "initramfs": initramfs}, lines, MEMORY_MIB, None)
        return BochsConsole(boot, str(folder), on_text=all_done)
    command = [QEMU, "-accel", "tcg", "-cpu", "max,+svm,+npt,la57=off", "-m", str(MEMORY_MIB), "-nodefaults"]
    command += ["-no-user-config", "-display", "none", "-vga", "none", "-no-reboot", "-serial", "stdio"]
    command += ["-kernel", kernel, "-initrd", initramfs, "-append", COMMAND_LINE]
    return Console(command, str(folder / "serial.log"), on_text=all_done)


def run_on_kvm(vendor, runs, files, folder, limit):
    """Run QEMU commands (name: words) on a host with kvm-`vendor`. Returns name: Result; a run that never came is absent.

    `files` are what the commands name, relative to the kit's folder; `limit` is in seconds, for all of it.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    kernel, initramfs = make_initramfs(vendor, runs, files, folder)
    console = console_of(vendor, kernel, initramfs, folder)
    console.run(limit)
    os.unlink(initramfs)
    text = re.sub(r"\r+\n", "\n", console.output.decode(errors="replace"))
    return {name: Result(int(status), serial, errors) for name, serial, status, errors in RESULT.findall(text)}
