"""Does this host's KVM truly give QEMU a VT-x? Tried with a kernel of the kit's own, and remembered until a reboot."""

import json
import os
import shutil
from pathlib import Path

import host_checks
from engine import KVM_OF_VENDOR
from machine import QEMU, Machine, console_of

TRIAL = "build/trial"
KERNEL = f"{TRIAL}/trial.elf32"
ROM = "build/vtxrom/vtx.rom"
MEMORY = Path(f"{TRIAL}/result.json")
LIMIT_SECONDS = 30  # of a kernel that takes a fraction of one


def key(facts):
    """What the result depends on: another boot, another QEMU, another kernel or ROM is another trial."""
    boot = Path("/proc/sys/kernel/random/boot_id")
    files = [os.stat(path).st_mtime for path in (shutil.which(QEMU), KERNEL, ROM)]
    return [boot.read_text(), facts["nested"], files]


def remembered(facts):
    """The result of an earlier trial under the same conditions."""
    try:
        found = json.loads(MEMORY.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found["result"] if found.get("key") == key(facts) else None


def run(facts):
    """Boot the trial kernel under KVM; its word, or what went wrong."""
    Path(TRIAL).mkdir(parents=True, exist_ok=True)
    log = f"{TRIAL}/rom.log"
    Path(log).write_bytes(b"")
    machine = Machine(KERNEL, rom=ROM, rom_log=log, engine=KVM_OF_VENDOR[facts["vendor"]])
    console = console_of(machine, TRIAL)
    end = console.run(LIMIT_SECONDS)
    if end.name == "PASSED":
        return host_checks.PASSED
    lines = [line for line in console.output.decode(errors="replace").splitlines() if line.startswith("trial: ")]
    said = [line.removeprefix("trial: ") for line in lines] + Path(log).read_text().split("\n") + console.errors.split("\n")
    said = [line for line in said if line.strip()]
    return f"{end.text}: {said[0]}" if said else end.text


def add_trial(facts):
    """The facts with the trial's result, when everything before it speaks for KVM."""
    if host_checks.engine_problem("kvm", {**facts, "trial": host_checks.PASSED}) is None:
        result = remembered(facts)
        if result is None:
            result = run(facts)
            MEMORY.write_text(json.dumps({"key": key(facts), "result": result}), encoding="utf-8")
        facts["trial"] = result
    return facts
