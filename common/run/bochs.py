"""The engine bochs: Bochs emulates VT-x by itself. It boots from a GRUB CD and ends by Bochs' magic break."""

import os
from collections import namedtuple

import outcome
from cd_image import make_image, write
from console import Console
from machine import MEMORY_MIB

BOCHS = "bochs-bin"
END = "[end: "

# What Bochs boots: processor model, files on the CD, GRUB's commands, memory, a disk or None.
Boot = namedtuple("Boot", "cpu files lines memory_mib disk")

# The display library `term` needs TERM but no terminal, and opens no port.
CONFIGURATION = """\
display_library: term
config_interface: textconfig
cpu: model={cpu}, count=1, ips=50000000, reset_on_triple_fault=0
memory: guest={memory}, host={memory}
romimage: file=/usr/share/bochs/BIOS-bochs-latest
vgaromimage: file=/usr/share/bochs/VGABIOS-lgpl-latest
ata0: enabled=1
{disk}
ata1: enabled=1, ioaddr1=0x170, ioaddr2=0x370, irq=15
ata1-master: type=cdrom, path={folder}/boot.iso, status=inserted
boot: cdrom
clock: sync=none
com1: enabled=1, mode=file, dev={folder}/com1
magic_break: enabled=1
panic: action=fatal
error: action=report
info: action=ignore
debug: action=ignore
log: {folder}/bochs.log
mouse: enabled=0
"""
# Continue to the magic break, then quit.
DEBUGGER = "c\nq\n"


def boot_of(machine):
    """A lab's machine for Bochs."""
    lines = [f"multiboot /boot/kernel {machine.append}", "boot"]
    return Boot(machine.cpu, {"kernel": machine.kernel}, lines, MEMORY_MIB, machine.disk)


class BochsConsole(Console):
    """One run on Bochs. The serial line comes through a FIFO; the end is what the kernel's last line says."""

    def __init__(self, boot, log, terminal=None, on_text=None):
        self.folder = f"{log}/bochs"
        command = [BOCHS, "-q", "-f", f"{self.folder}/bochsrc", "-rc", f"{self.folder}/commands"]
        super().__init__(command, f"{log}/serial.log", terminal, on_text)
        self.boot = boot

    def run(self, limit):
        """As Console.run; Bochs' own exit status says nothing."""
        end = super().run(limit)
        if end is outcome.HANG or self.stopped_early:
            self.errors = ""  # Bochs tells standard error what it loads; that is nobody's failure
            return end
        last = self.output.decode(errors="replace").rpartition(END)[2]
        status = last.partition("(")[2].partition(")")[0]
        if status.isdigit():
            return outcome.read_table().get(int(status), outcome.MACHINE_LOST)
        said = self._said()
        if "triple fault" in said or "3rd" in said:
            return outcome.TRIPLE_FAULT
        self.errors = "\n".join(said.strip().split("\n")[-3:])
        return outcome.MACHINE_LOST

    def _said(self):
        """Bochs' log; what it told standard error when it did not come so far as to have one."""
        try:
            with open(f"{self.folder}/bochs.log", encoding="utf-8", errors="replace") as log:
                return log.read()
        except FileNotFoundError:
            return self.errors

    def _prepare(self):
        """Everything that Bochs reads."""
        os.makedirs(self.folder, exist_ok=True)
        make_image(f"{self.folder}/boot.iso", self.boot.files, self.boot.lines)
        disk = self.boot.disk
        line = f"ata0-master: type=disk, path={disk}, mode=volatile, cylinders=0" if disk else ""
        text = CONFIGURATION.format(
            folder=self.folder, cpu=self.boot.cpu, memory=self.boot.memory_mib, disk=line
        )
        write(f"{self.folder}/bochsrc", text)
        write(f"{self.folder}/commands", DEBUGGER)
        fifo = f"{self.folder}/com1"
        if os.path.lexists(fifo):
            os.unlink(fifo)
        os.mkfifo(fifo)
        return fifo

    def _start(self):
        """Start Bochs; returns the reading end of its serial line."""
        reading = os.open(self._prepare(), os.O_RDONLY | os.O_NONBLOCK)
        create = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        self.pid = os.posix_spawnp(
            self.command[0],
            self.command,
            {**os.environ, "TERM": "dumb"},
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_OPEN, 1, f"{self.folder}/screen", create, 0o644),
                (os.POSIX_SPAWN_OPEN, 2, f"{self.log}.errors", create, 0o644),
            ],
            setpgroup=0,
            setsigmask=[],
        )
        return reading
