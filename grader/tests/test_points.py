"""The points table against the steps, and what the reference and the skeletons get."""

import re
import sys
from pathlib import Path

from vmxgrader import points, probing, verdict
from vmxgrader.grading import Grading

sys.path.insert(0, str(Path("common/run").resolve()))
import skeletons  # noqa: E402

BASELINE = 0  # of the untouched skeletons; grader/README.md states it


def got(grading):
    """The points of a tree."""
    return sum(
        row.points
        for row in points.rows()
        if all(result.verdict == verdict.PASSED for result in grading.step(row.step, row.lab))
    )


def test_every_step_has_points_and_every_row_a_step():
    rows = [row.step for row in points.rows() if not row.step.endswith(".run")]
    assert rows == skeletons.steps()


def test_every_step_has_a_probe():
    probed = {step for lab in range(1, 7) for step, _, _ in probing.registered(lab)}
    assert probed == set(skeletons.steps())


def test_reference_gets_full_points():
    assert got(Grading("solutions", "solutions", "build/grade/reference")) == sum(row.points for row in points.rows())


def test_skeletons_get_the_baseline():
    grading = Grading("labs", "solutions", "build/grade/skeletons")
    assert got(grading) == BASELINE
    for row in points.rows():
        for result in grading.step(row.step, row.lab):
            bad_input = re.search(r"a machine without VMX|VMX locked", result.title)
            assert result.verdict in (verdict.NOT_WRITTEN, verdict.PASSED) or bad_input, result
