"""pytest's side of the grader: options, fixtures, and the report of points."""

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
KIT = Path(__file__).resolve().parents[1]

from vmxgrader import points, report  # noqa: E402
from vmxgrader.grading import Grading  # noqa: E402
from vmxgrader.runs import NoEngine, choose, log_folder  # noqa: E402


def pytest_addoption(parser):
    """`pytest grader/checks --tree labs --lab 3`"""
    group = parser.getgroup("vmxlab", "grading a tree of labs")
    group.addoption("--tree", default="labs", help="folder with the labs to grade (default: labs)")
    group.addoption("--lab", type=int, default=6, help="grade the labs up to this one (default: 6)")
    group.addoption("--base", choices=["solutions", "own"], default=None, help="labs below the graded one")
    group.addoption("--engine", choices=["tcg", "kvm", "bochs"], default="tcg", help="the machine (default: tcg)")
    group.addoption("--report", action="store_true", help="print points per step")


def pytest_configure(config):
    """Everything is relative to the kit's folder. Without the wanted engine nothing is graded, which is no zero."""
    os.chdir(KIT)
    try:
        config.machine_engine = choose(config.getoption("--engine"))[0]
    except NoEngine as error:
        raise pytest.UsageError(str(error)) from error


def pytest_generate_tests(metafunc):
    """The engine as a parameter, and one test a row of the points table."""
    if "engine" in metafunc.fixturenames:
        metafunc.parametrize("engine", [metafunc.config.getoption("--engine")], scope="session")
    if "row" in metafunc.fixturenames:
        rows = points.rows(metafunc.config.getoption("--lab"))
        metafunc.parametrize("row", rows, ids=[row.step for row in rows])


@pytest.fixture(scope="session")
def grading(request):
    """The results of the tree on the command line."""
    tree = request.config.getoption("--tree")
    base = request.config.getoption("--base") or ("solutions" if Path("solutions").is_dir() else "own")
    engine = request.config.machine_engine
    return Grading(tree, base, log_folder(tree, engine), engine)


def pytest_report_teststatus(report, config):
    """No letters in front of the report of points."""
    if config.getoption("--report") and report.when == "call":
        return report.outcome, "", report.outcome
    return None


def pytest_terminal_summary(terminalreporter, config):
    """Points, behind pytest's own lines."""
    if config.getoption("--report"):
        report.print_report(terminalreporter, config)
