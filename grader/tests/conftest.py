"""The grader's modules for its own tests; the kit is built once before them."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))

from vmxgrader.build import make  # noqa: E402


@pytest.fixture(scope="session", autouse=True)
def kit():
    """Common objects, the ROM and the disk are there before any tree is built on them."""
    make("lab6", "probes", "SOLUTION=1")
