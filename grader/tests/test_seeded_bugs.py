"""Every check can fail: a seeded bug loses the points of the steps that it breaks, and no others."""

from pathlib import Path

import pytest
from trees import apply, copy_of_solutions

from vmxgrader import points, verdict
from vmxgrader.grading import Grading

BUGS = sorted((Path(__file__).parent / "bugs").glob("*.patch"))


def meant_to_lose(patch):
    """The first line of a patch: `loses: lab2.1 lab2.run`."""
    first = patch.read_text(encoding="utf-8").split("\n", 1)[0]
    assert first.startswith("loses: "), f"{patch.name}: the first line says which steps it loses"
    return set(first.removeprefix("loses: ").split())


def lost(grading):
    """The steps that do not get their points."""
    return {
        row.step
        for row in points.rows()
        if any(result.verdict != verdict.PASSED for result in grading.step(row.step, row.lab))
    }


def test_there_are_enough():
    """Bugs in every lab."""
    assert len(BUGS) >= 24
    assert {patch.name.split(".")[0] for patch in BUGS} == {f"lab{n}" for n in range(1, 7)}


@pytest.mark.parametrize("patch", BUGS, ids=[patch.stem for patch in BUGS])
def test_bug_loses_its_points(patch):
    """Exactly the steps that the patch names."""
    tree = copy_of_solutions(patch.stem)
    apply(patch, tree)
    grading = Grading(str(tree), "solutions", f"build/grade/bugs/{patch.stem}")
    assert lost(grading) == meant_to_lose(patch)
