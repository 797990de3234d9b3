"""One test a row of grader/points.ini: all its probes, or all runs of its lab, passed."""

import pytest

from vmxgrader import verdict
from vmxgrader.verdict import MachineNotAvailable


def test_step(engine, row, grading, record_property):
    """The points of a step are got when every check of it passed."""
    del engine
    record_property("row", row)
    try:
        results = grading.step(row.step, row.lab)
    except MachineNotAvailable as error:
        record_property("failed", [verdict.Result(row.step, "", verdict.MACHINE_NOT_AVAILABLE, str(error))])
        pytest.fail(f"machine not available: {error}", pytrace=False)
    failed = [result for result in results if result.verdict not in (verdict.PASSED, verdict.NOT_ON_ENGINE)]
    skipped = [result for result in results if result.verdict == verdict.NOT_ON_ENGINE]
    record_property("failed", failed)
    record_property("skipped", skipped)
    assert results, f"{row.step} has no check"
    if len(skipped) == len(results):
        pytest.skip(skipped[0].detail)
    if failed:
        first = failed[0]
        pytest.fail(f"{row.step} {first.verdict}: {first.title}: {first.detail}", pytrace=False)
