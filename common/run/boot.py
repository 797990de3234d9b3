"""`make labN qemu`: start the machine, show its serial line, say how it ended.

The exit status is the outcome's (common/kit/outcome.def): 0 when every stage ran.
"""

import os
import signal
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from engine import BOCHS, NoEngine, choose
from machine import Machine, console_of

USAGE = 2
INTERRUPTED = 130
BROKEN_PIPE = 141  # whoever read our output is gone
TERMINATED = 143


def fail(sentence):
    """One sentence and out: nothing has been started yet."""
    sys.stderr.write(f"{sentence}\n")
    sys.exit(USAGE)


def parse(arguments):
    """--name value pairs; argparse would cost a third of QEMU's own start."""
    options = {"append": [], "setting": []}
    words = iter(arguments)
    for word in words:
        name, value = word[2:], next(words, None)
        if not word.startswith("--") or value is None:
            fail(f"boot.py: {word}: expected --name value")
        if name in ("append", "setting"):
            options[name].append(value)
        else:
            options[name] = value
    return options


def seconds(text):
    """The limit of a run; it only catches hangs."""
    try:
        value = float(text)
    except ValueError:
        value = 0
    if value <= 0:
        fail(f"TIMEOUT={text}: expected a number of seconds above 0")
    return value


def port_is_free(port):
    """Can a debugger's port be opened? QEMU's own message would come too late and say less."""
    import socket

    if not port.isdigit() or not 0 < int(port) < 65536:
        fail(f"GDB_PORT={port}: expected a port number from 1 to 65535")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(port)))
        except OSError:
            return False
    return True


def debugger_arguments(options):
    """Wait for GDB before the first instruction; say how to attach."""
    port = options.get("gdb-port")
    if not port:
        return []
    if not port_is_free(port):
        fail(f"port {port} is in use, perhaps by a machine that still waits for GDB; end it, or say GDB_PORT=1235")
    symbols = options["kernel"].replace(".elf32", ".elf")
    sys.stderr.write(f"waiting for a debugger; in another terminal:\n  gdb {symbols} -ex 'target remote :{port}'\n")
    return ["-S", "-gdb", f"tcp:127.0.0.1:{port}"]


def choose_engine(options):
    """The engine that was asked for; never another one without a word."""
    try:
        engine, line = choose(options.get("engine", "tcg"))
    except NoEngine as error:
        fail(str(error))
    if engine is BOCHS and "gdb-port" in options:
        fail("ENGINE=bochs: Debian's Bochs has no GDB stub; ENGINE=tcg has one")
    if line:
        sys.stderr.write(f"{line}\n")
    return engine


def build_machine(options):
    """The machine of these options, its log folder made."""
    log = options.get("log", "build/run/lab")
    try:
        os.makedirs(log, exist_ok=True)
        for name in ("serial.log", "rom.log"):
            open(f"{log}/{name}", "wb").close()
    except OSError as error:
        fail(f"{log}: {error.strerror}; the run's logs go there")
    engine = options["chosen"]
    settings = dict(setting.split("=", 1) for setting in options["setting"])
    return log, Machine(
        options["kernel"],
        rom=options.get("rom"),
        disk=options.get("disk"),
        append=" ".join(options["append"]),
        cpu=options.get("cpu"),
        rom_log=f"{log}/rom.log",
        settings=settings,
        extra=debugger_arguments(options),
        engine=engine,
    )


def terminated(_signal, _frame):
    """Somebody ends us: the way out through Console.run ends QEMU first."""
    sys.exit(TERMINATED)


def main():
    """Run once, show everything, explain the end when it was no good one."""
    signal.signal(signal.SIGTERM, terminated)
    signal.signal(signal.SIGHUP, terminated)
    options = parse(sys.argv[1:])
    waits = "gdb-port" in options
    limit = None if waits else seconds(options.get("timeout", "60"))
    options["chosen"] = choose_engine(options)
    log, machine = build_machine(options)
    console = console_of(machine, log, sys.stdout.fileno())
    try:
        end = console.run(limit)
    except FileNotFoundError:
        fail(f"{console.command[0]} is not on this machine: make setup installs it")
    except KeyboardInterrupt:
        sys.stderr.write("\nstopped\n")
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        sys.exit(BROKEN_PIPE)
    except OSError as error:
        fail(f"{log}/serial.log: {error.strerror}; the run was ended")
    if end.status != 0:
        from explain import explain  # only now: what it imports takes time

        sys.stderr.write(explain(end, log, machine, console.errors, limit))
    sys.exit(end.status)


main()
