"""Running a kernel with probes: which probe ended how. The protocol is grader/probes/main.c's."""

import re
from pathlib import Path

from . import verdict
from .runs import boot, cannot_be_set
from .verdict import Result

REGISTRATION = re.compile(r'PROBE\(\w+, "(lab\d+\.\d+)", "((?:[^"\\]|\\.)*)", \d+, "([^"]*)"\)', re.DOTALL)
BEGINNING = re.compile(r"^\[probe (\d+)\] (\S+) \| (.*)$", re.MULTILINE)
DETAIL_LINES = 6


def registered(lab):
    """Step, title and machine of every probe of a lab, from its source."""
    found = []
    for path in sorted(Path("grader/probes").glob(f"lab{lab}.c")) + sorted(Path("grader/probes").glob(f"lab{lab}_*.c")):
        found += REGISTRATION.findall(path.read_text(encoding="utf-8"))
    return found


def parse_settings(machine):
    """The fw_cfg settings of a probe's machine: 'name=value' or nothing."""
    return dict([machine.split("=", 1)]) if machine else {}


def same_lines(text):
    """Do the lines between [output] and [end of output] hold those announced with [line]? What is missing."""
    missing = []
    for block in re.finditer(r"((?:^\[line\][^\n]*\n)+)\[output\]\n(.*?)^\[end of output\]$", text, re.MULTILINE | re.DOTALL):
        wanted = [" ".join(line.split()) for line in re.findall(r"^\[line\] ?(.*)$", block[1], re.MULTILINE)]
        got = [" ".join(line.split()) for line in block[2].split("\n") if not line.startswith("[wrong]")]
        rest = iter(got)
        missing += [f"expected the line '{line}'" for line in wanted if line not in rest]
    return missing


def judge(step, title, text, end):
    """The result of one probe from what was printed after its beginning."""
    wrong = re.findall(r"^\[wrong\] (.*)$", text, re.MULTILINE)
    missing = same_lines(text)
    if "[pass]" in text and not missing:
        return Result(step, title, verdict.PASSED, "")
    if missing or (wrong and end.name == "WRONG_VALUE"):
        return Result(step, title, verdict.WRONG_VALUE, "\n".join((wrong + missing)[:DETAIL_LINES]))
    said = [line for line in text.split("\n") if line and not line.startswith(("[", "x86_64"))]
    return Result(step, title, verdict.OF_OUTCOME[end.name], "\n".join(wrong + said[-DETAIL_LINES:]))


def run_machine(kernel, machine, logs, engine):
    """All probes of one machine, with a new boot behind each that ended the run."""
    results, start, boots = [], 0, 0
    while True:
        run = boot(
            kernel,
            f"{logs}/{machine or 'plain'}-{boots}",
            append=f"machine={machine} from={start} guest=/sbin/skernel-x86",
            settings=parse_settings(machine),
            engine=engine,
        )
        boots += 1
        begun = list(BEGINNING.finditer(run.serial))
        for i, begin in enumerate(begun):
            last = i + 1 == len(begun)
            text = run.serial[begin.end() : len(run.serial) if last else begun[i + 1].start()]
            results.append(judge(begin[2], begin[3], text, run.outcome))
        if "[no more probes]" in run.serial:
            return results
        if not begun:
            return results + [Result("", "", verdict.OF_OUTCOME[run.outcome.name], run.serial[-400:])]
        start = int(begun[-1][1]) + 1


def probe(kernel, lab, logs, engine):
    """The results of every probe of a lab, on every machine that one of them wants and the engine has."""
    results = []
    for machine in sorted({machine for _, _, machine in registered(lab)}):
        reason = cannot_be_set(engine, parse_settings(machine))
        if reason:
            there = [(step, title) for step, title, wanted in registered(lab) if wanted == machine]
            results += [Result(step, title, verdict.NOT_ON_ENGINE, reason) for step, title in there]
        else:
            results += run_machine(kernel, machine, logs, engine)
    seen = {(result.step, result.title) for result in results}
    for step, title, _ in registered(lab):
        if (step, title) not in seen:
            results.append(Result(step, title, verdict.NOT_REACHED, "the kernel ended before this probe"))
    return results
