"""Grading one tree: for each lab its probes and its runs, as results per step."""

import shutil
import subprocess
from pathlib import Path

from . import verdict
from .build import build, make
from .probing import probe
from .runs import DISK, TCG
from .verdict import DidNotBuild, Result
from .whole_runs import run_all

TRUNCATED_BYTES = 0x1001  # of skernel-x86: its headers are whole, its segment is not


def grading_disk(logs):
    """The kit's disk with a truncated guest on it."""
    make("disk")
    folder = Path(logs)
    folder.mkdir(parents=True, exist_ok=True)
    disk, guest = folder / "disk.img", folder / "truncated"
    shutil.copyfile(DISK, disk)
    guest.write_bytes(Path("build/sbin/skernel-x86").read_bytes()[:TRUNCATED_BYTES])
    subprocess.run(["mcopy", "-o", "-i", str(disk), str(guest), "::/sbin/"], check=True)
    return str(disk)


class Grading:
    """The results of one tree, lab by lab, each made when it is first asked for."""

    def __init__(self, tree, base, logs, engine=TCG):
        self.tree = tree
        self.base = base
        self.logs = logs
        self.engine = engine
        self._labs = {}
        self._disk = None

    def disk(self):
        """The grading disk, made once."""
        if self._disk is None:
            self._disk = grading_disk(self.logs)
        return self._disk

    def lab(self, number):
        """All results of one lab."""
        if number not in self._labs:
            self._labs[number] = self._grade(number)
        return self._labs[number]

    def _grade(self, number):
        logs = f"{self.logs}/lab{number}"
        try:
            kernel = build(number, self.tree, self.base)
        except DidNotBuild as error:
            return [Result("", "building", verdict.DID_NOT_BUILD, str(error))]
        results = probe(f"{kernel}-probes.elf32", number, f"{logs}/probes", self.engine)
        return results + run_all(f"{kernel}.elf32", number, f"{logs}/runs", self.disk(), self.engine)

    def step(self, step, lab):
        """The results of one step; those that belong to no step concern every one."""
        return [result for result in self.lab(lab) if result.step in (step, "")]
