"""Kernels for grading: the tree's lab K, on the reference labs below it where there are any."""

import subprocess

from .verdict import DidNotBuild, MachineNotAvailable

ERROR_LINES = 12


def make(*words):
    """Run make; its standard output. Raises DidNotBuild or MachineNotAvailable."""
    try:
        done = subprocess.run(["make", "-s", *words], capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise MachineNotAvailable("make is missing") from error
    if done.returncode == 0:
        return done.stdout
    lines = (done.stderr or done.stdout).strip().split("\n")
    if "missing on this machine" in done.stderr:
        raise MachineNotAvailable(lines[0])
    raise DidNotBuild("\n".join(lines[:ERROR_LINES]))


def build(lab, tree, base):
    """Build lab `lab` of folder `tree` with its probes. Returns what the kernels' names begin with."""
    words = [f"lab{lab}", "probes"]
    if tree == "solutions":
        words.append("SOLUTION=1")
    else:
        words.append(f"LABS={tree}")
        if base == "solutions":
            words.append("BASE=solutions")
    return make(*words).strip().split("\n")[-1]
