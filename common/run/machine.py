"""The machine: the one place where QEMU's command line is put together, for the runner and for the grader."""

from console import Console
from engine import BOCHS, TCG

QEMU = "qemu-system-x86_64"
MEMORY_MIB = 256
EXIT_PORT = 0xF4  # common/dev/exit_port.h
ROM_CHANNEL_PORT = 0x5658  # common/vtxrom/debug.h


class Machine:
    """What differs from run to run. Without `rom` the machine has no VT-x, on any engine; `disk` is optional;
    `settings` are fw_cfg strings of the ROM.
    """

    def __init__(self, kernel, rom=None, disk=None, append="", cpu=None, rom_log=None, settings=None, extra=(), engine=TCG):
        self.kernel = kernel
        self.engine = engine
        self.has_vtx = rom is not None
        self.rom = rom if engine.rom else None
        self.disk = disk
        self.append = append
        self.cpu = cpu or (engine.cpu if self.has_vtx else engine.cpu_without_vtx)
        self.rom_log = rom_log
        self.settings = settings or {}
        self.extra = list(extra)

    def command(self):
        """The argument list. The serial line is standard output; nothing is read from the terminal."""
        command = [QEMU, "-accel", self.engine.accelerator, "-cpu", self.cpu, "-m", str(MEMORY_MIB)]
        command += ["-nodefaults", "-no-user-config"]
        command += ["-display", "none", "-vga", "none", "-no-reboot", "-serial", "stdio"]
        command += ["-device", f"isa-debug-exit,iobase={EXIT_PORT:#x},iosize=1"]
        command += ["-kernel", self.kernel]
        if self.append:
            command += ["-append", self.append]
        if self.rom:
            command += ["-option-rom", self.rom]
        if self.rom_log:
            command += ["-chardev", f"file,id=vtxrom,path={self.rom_log}"]
            command += ["-device", f"isa-debugcon,iobase={ROM_CHANNEL_PORT:#x},chardev=vtxrom"]
        if self.disk:
            command += ["-drive", f"file={self.disk},format=raw,if=ide,readonly=off,snapshot=on"]
        for name, value in self.settings.items():
            command += ["-fw_cfg", f"name=opt/vmxlab/{name},string={value}"]
        return command + self.extra


def console_of(machine, log, terminal=None, on_text=None):
    """The console (see console.py) that starts `machine` on its engine; `log` is a folder."""
    if machine.engine is BOCHS:
        from bochs import BochsConsole, boot_of  # seldom wanted, and not cheap to import

        return BochsConsole(boot_of(machine), log, terminal, on_text)
    return Console(machine.command(), f"{log}/serial.log", terminal, on_text)
