"""Every verdict is seen to happen, and "the machine is not there" is never "the student failed"."""

import os
import subprocess
from pathlib import Path

import pytest
from trees import copy_of_solutions

from vmxgrader import runs, verdict, whole_runs
from vmxgrader.build import build
from vmxgrader.grading import Grading
from vmxgrader.probing import judge, same_lines
from vmxgrader.verdict import MachineNotAvailable

RUN = "static enum outcome detect_run(struct machine *machine)\n{\n"


def tree_with(name, statement):
    """solutions/ with one statement at the beginning of stage 1."""
    tree = copy_of_solutions(name)
    path = tree / "lab1-detect" / "detect.c"
    text = path.read_text(encoding="utf-8")
    assert RUN in text
    path.write_text(text.replace(RUN, RUN + statement), encoding="utf-8")
    return tree


def verdict_of(name, statement, limit=runs.LIMIT_SECONDS):
    """How a boot of lab 1 with that statement is judged."""
    kernel = build(1, str(tree_with(name, statement)), "solutions")
    run = runs.boot(f"{kernel}.elf32", f"build/grade/verdicts/{name}", disk=False, limit=limit)
    return whole_runs.judge("lab1.run", 1, whole_runs.cases(1)[0], run).verdict


@pytest.mark.parametrize(
    "name, statement, expected",
    [
        ("passed", "", verdict.PASSED),
        ("wrong-value", "    return OUTCOME_PASSED;\n", verdict.WRONG_VALUE),
        ("not-written", '    todo("lab1.1");\n', verdict.NOT_WRITTEN),
        ("host-exception", '    __asm__ volatile("ud2");\n', verdict.HOST_EXCEPTION),
        ("stage-failed", "    return OUTCOME_STAGE_FAILED;\n", verdict.STOPPED),
        ("vm-entry-failure", "    return OUTCOME_VM_ENTRY_FAILURE;\n", verdict.VM_ENTRY_FAILURE),
        (
            "triple-fault",
            '    static const struct { u16 limit; u64 base; } PACKED none;\n    __asm__ volatile("lidt %0; int3" : : "m"(none));\n',
            verdict.TRIPLE_FAULT,
        ),
        ("flood", '    for (;;)\n        kprintf("VMX is supported!\\n");\n', verdict.HANG),
    ],
)
def test_verdict(name, statement, expected):
    assert verdict_of(name, statement) == expected


def test_hang():
    assert verdict_of("hang", "    for (;;)\n        ;\n", limit=3) == verdict.HANG


def test_did_not_build():
    tree = tree_with("does-not-build", "    this is no C;\n")
    results = Grading(str(tree), "solutions", "build/grade/verdicts/build").lab(1)
    assert [result.verdict for result in results] == [verdict.DID_NOT_BUILD]
    assert "detect.c" in results[0].detail


def test_did_not_build_is_reported_with_the_compilers_words():
    tree = tree_with("does-not-build-either", "    this is no C;\n")
    done = subprocess.run(["make", "lab1", "grade", f"LABS={tree}"], capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "lab1.1     0/2  did not build" in done.stdout and "detect.c" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_qemu_missing(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MachineNotAvailable, match="qemu-system-x86_64 is missing"):
        runs.boot("build/kernel/lab1-solution.elf32", tmp_path / "logs")


def test_qemu_killed_in_the_middle(monkeypatch, tmp_path):
    qemu = tmp_path / "qemu-system-x86_64"
    qemu.write_text("#!/bin/sh\necho VMX is supported!\nkill -9 $$\n")
    qemu.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(MachineNotAvailable):
        runs.boot("build/kernel/lab1-solution.elf32", tmp_path / "logs")


def test_a_machine_that_refuses_is_no_zero():
    """The report says that nothing was graded, and the status is not 0."""
    environment = {**os.environ, "PATH": f"{Path('grader/tests/no_svm').resolve()}:{os.environ['PATH']}"}
    done = subprocess.run(
        ["make", "lab1", "grade", "SOLUTION=1"], capture_output=True, text=True, check=False, env=environment
    )
    assert done.returncode != 0
    assert "machine not available: nothing was graded; this is no zero" in done.stdout
    assert "points:" not in done.stdout


def test_output_must_come_between_the_marks():
    """A line printed elsewhere does not count."""
    good = "[line] a  b\n[output]\na b\n[end of output]\n"
    assert not same_lines(good)
    assert same_lines("a b\n[line] a b\n[output]\n[end of output]\n")


def test_a_probe_that_says_wrong_and_pass_by_itself():
    """[pass] counts only without a difference in the output."""
    text = "[line] a\n[output]\nb\n[end of output]\n[pass]\n"
    end = type("End", (), {"name": "PASSED"})
    assert judge("lab1.5", "t", text, end).verdict == verdict.WRONG_VALUE
