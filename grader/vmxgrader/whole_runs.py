"""Runs of a lab as a whole: what must be on the serial line, in which order, and how the run must end."""

import re
from collections import namedtuple

from . import verdict
from .runs import boot, cannot_be_set
from .verdict import Result

# The checkpoints that each lab adds; `undo` is printed on the way out, from lab 2 on.
CHECKPOINTS = {
    1: [r"x86_64 Hypervisor .*", r"VMX is supported!"],
    2: [r"Initializing VMX\.\.\.", r"VMX revision: 0x[0-9a-f]+", r"VMXON region: 0x[0-9a-f]+", r"VMXON successful"],
    3: [
        r"Loading app: /sbin/skernel-x86",
        r"Guest image loaded at paddr: 0x[0-9a-f]+",
        r"Guest context prepared",
        r"Setting up VMCS\.\.\.",
        r"Allocated VMCS at: 0x[0-9a-f]+",
        r"VMCS setup complete",
    ],
    4: [r"EPT enabled, EPT pointer 0x[0-9a-f]+"],
    5: [r"Launching VM\.\.\.", r"VM exit occurred"],
    6: [
        r"VM Exit - Reason: 0xc \(12\)",
        r"  Exit qualification: 0x0",
        r"  Guest RIP: 0x100000",
        r"HLT - guest is halting",
        r"VM exited successfully!",
    ],
}
UNDO = [r"Cleaning up VMX\.\.\.", r"VMX cleanup complete"]

# One run: what is special about it, how it must end, lines that must come in this order.
Case = namedtuple("Case", "title outcome lines append settings rom disk", defaults=("", None, True, True))

SKERNEL = "guest=/sbin/skernel-x86"
ENDS_WELL = r"\[end: PASSED .*"


def transcript(lab):
    """The good run of a lab."""
    lines = [line for number in range(1, lab + 1) for line in CHECKPOINTS[number]]
    return lines + (UNDO if lab >= 2 else []) + [ENDS_WELL]


def cases(lab):
    """All runs of a lab."""
    found = [Case("the transcript", "PASSED", transcript(lab), SKERNEL, disk=lab >= 3)]
    if lab == 1:
        found += [
            Case("a machine without VMX", "STAGE_FAILED", [r"VMX is not supported.*"], rom=False, disk=False),
            Case(
                "VMX locked off by the firmware",
                "STAGE_FAILED",
                [r"VMX is supported!", r"VMX is switched off.*"],
                settings={"feature-control": "locked-off"},
                disk=False,
            ),
            Case("VMX locked on", "PASSED", [ENDS_WELL], settings={"feature-control": "locked-on"}, disk=False),
        ]
    if lab == 2:
        found.append(
            Case("another revision", "PASSED", [r"VMX revision: 0x5ca1ab1e"], settings={"revision": "5ca1ab1e"}, disk=False)
        )
    if lab == 3:
        found += [
            Case("a missing file", "STAGE_FAILED", [r"cannot open /sbin/nothing: .*"] + UNDO, "guest=/sbin/nothing"),
            Case("a truncated guest", "STAGE_FAILED", [r"cannot load .*: truncated.*"] + UNDO, "guest=/sbin/truncated"),
            Case("no TRUE_ controls", "PASSED", [ENDS_WELL], SKERNEL, {"true-controls": "off"}),
        ]
    if lab == 4:
        found.append(Case("no EPT", "STAGE_FAILED", [r'SECONDARY controls: "enable EPT".*'] + UNDO, SKERNEL, {"ept": "off"}))
    if lab == 6:
        found += [
            Case(
                "the guest exits",
                "PASSED",
                [r"guest: exits: passed 0x[0-9a-f]+, failed 0x0", r"VM exited successfully!"] + UNDO,
                "guest=/sbin/exits",
            ),
            Case(
                "the guest triple",
                "GUEST_TRIPLE_FAULT",
                [r"VM Exit - Reason: 0x2 \(2\)", r"Triple fault - guest is dead, host is alive"] + UNDO,
                "guest=/sbin/triple",
            ),
        ]
    return found


def missing_line(lines, serial):
    """The first of `lines` that does not come after the one before it, None when all do."""
    rest = iter(serial.split("\n"))
    for wanted in lines:
        if not any(re.fullmatch(wanted, line.rstrip()) for line in rest):
            return wanted
    return None


def later_checkpoint(lab, serial):
    """A line of a later lab that must not be there."""
    for number in range(lab + 1, max(CHECKPOINTS) + 1):
        for line in CHECKPOINTS[number]:
            if re.search(f"^{line}$", serial, re.MULTILINE):
                return line
    return None


def judge(step, lab, case, run):
    """One run against its case."""
    last = "\n".join(run.serial.strip().split("\n")[-6:])
    if run.outcome.name != case.outcome:
        word = verdict.OF_OUTCOME[run.outcome.name]
        word = verdict.WRONG_VALUE if word == verdict.PASSED else word
        return Result(step, case.title, word, f"the run ended with {run.outcome.name}, expected {case.outcome}\n{last}")
    missing = missing_line(case.lines, run.serial)
    if missing:
        return Result(step, case.title, verdict.WRONG_VALUE, f"expected, in its order, a line like: {missing}\n{last}")
    later = later_checkpoint(lab, run.serial)
    if later:
        return Result(step, case.title, verdict.WRONG_VALUE, f"a line of a later lab is there: {later}")
    return Result(step, case.title, verdict.PASSED, "")


def run_case(kernel, case, folder, disk, engine):
    """One run; `disk` is the grader's, with one guest more."""
    return boot(
        kernel,
        folder,
        case.append,
        disk=disk if case.disk else None,
        rom=case.rom,
        settings=case.settings,
        engine=engine,
    )


def run_all(kernel, lab, logs, disk, engine):
    """Every run of a lab that the engine has a machine for."""
    step = f"lab{lab}.run"
    results = []
    for case in cases(lab):
        reason = cannot_be_set(engine, case.settings)
        if reason:
            results.append(Result(step, case.title, verdict.NOT_ON_ENGINE, reason))
            continue
        run = run_case(kernel, case, f"{logs}/{case.title.replace(' ', '-')}", disk, engine)
        results.append(judge(step, lab, case, run))
    return results
