"""What two engines must have in common, and the runs that are compared."""

import re

from vmxgrader.grading import grading_disk
from vmxgrader.whole_runs import SKERNEL, Case, cases

LABS = range(1, 7)

# The machine's own: the revision, and what the capability MSRs hold.
MACHINE_LINES = re.compile(r"^(VMX capabilities:|VMX revision:|  (pin|primary|secondary|exit|entry) +must be one).*$")
ADDRESS = re.compile(r"0x[0-9a-f]{5,}")


def all_cases():
    """(lab, case) of every run that the grader makes, and the tables."""
    found = [(lab, case) for lab in LABS for case in cases(lab)]
    found += [(lab, Case("the tables", "PASSED", [], f"{SKERNEL} list=stages")) for lab in LABS]
    return found + [(3, Case("a folder instead of a guest", "STAGE_FAILED", [], "guest=/sbin"))]


def name_of(lab, case):
    """A name for a run, without spaces."""
    return f"lab{lab}-{case.title.replace(' ', '-')}"


def kernel_of(lab):
    """The reference solution."""
    return f"build/kernel/lab{lab}-solution.elf32"


def disk_of(tmp_path_factory):
    """The disk with one truncated guest more."""
    return grading_disk(str(tmp_path_factory.mktemp("disk")))


def comparable(serial):
    """The lines of a run without what is the machine's own."""
    lines = [ADDRESS.sub("ADDRESS", line.rstrip()) for line in serial.strip().split("\n")]
    return [line for line in lines if not MACHINE_LINES.match(line)]
