"""Trees to grade: copies of solutions/ with something changed, under build/ so that common objects are shared."""

import shutil
import subprocess
from pathlib import Path

ROOT = Path("build/grade/trees")


def copy_of_solutions(name):
    """A fresh copy of solutions/ named `name`; its path as make wants it."""
    tree = ROOT / name
    shutil.rmtree(tree, ignore_errors=True)
    shutil.copytree("solutions", tree)
    return tree


def apply(patch, tree):
    """Apply a patch of tests/bugs; a stale one is an error with patch's own words."""
    done = subprocess.run(
        ["patch", "-p1", "-s", "-f", "-i", str(patch.resolve())], cwd=tree, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{patch.name} no longer fits solutions/: {done.stdout}{done.stderr}"
