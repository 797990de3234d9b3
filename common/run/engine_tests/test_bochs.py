"""The second opinion: the same kernel and disk on Bochs' own VT-x say what they say on the ROM's."""

import re

import pytest
from engine import BOCHS, TCG
from transcripts import LABS, all_cases, comparable, disk_of, kernel_of, name_of
from vmxgrader import verdict
from vmxgrader.probing import probe
from vmxgrader.runs import boot, cannot_be_set
from vmxgrader.whole_runs import SKERNEL, run_case

BOTH_HAVE = [(lab, case) for lab, case in all_cases() if not cannot_be_set(BOCHS, case.settings)]


@pytest.fixture(name="disk", scope="session")
def grading_disk(tmp_path_factory):
    """The grader's disk, made once."""
    return disk_of(tmp_path_factory)


@pytest.mark.parametrize("lab, case", BOTH_HAVE, ids=[name_of(*pair) for pair in BOTH_HAVE])
def test_same_transcript(tmp_path, disk, lab, case):
    bochs = run_case(kernel_of(lab), case, tmp_path / "bochs", disk, BOCHS)
    tcg = run_case(kernel_of(lab), case, tmp_path / "tcg", disk, TCG)
    assert bochs.outcome.name == tcg.outcome.name == case.outcome
    assert comparable(bochs.serial) == comparable(tcg.serial)


@pytest.mark.parametrize("lab", LABS)
def test_probes_agree(tmp_path, lab):
    """Every probe that wants the plain machine passes on Bochs too: what it expects is not the ROM's invention."""
    kernel = f"build/kernel/lab{lab}-solution-probes.elf32"
    results = probe(kernel, lab, tmp_path, BOCHS)
    ended = {result.verdict for result in results}
    assert [r for r in results if r.verdict not in (verdict.PASSED, verdict.NOT_ON_ENGINE)] == []
    assert verdict.PASSED in ended


ENTRIES = "build/vtxrom/tests/entries.elf32"
ENTRY_LINE = re.compile(r"^\w+ (?:set to|with|without) 0x[0-9a-f]+: .*$", re.MULTILINE)

# Cases in which Bochs is known to be wrong, and why.
BOCHS_IS_WRONG = {
    "GUEST_RIP set to 0x8000000000000000": "the bits of RIP above the linear-address width differ: an entry failure, "
    "but Bochs enters the guest",
}


def test_entries_that_fail_fail_alike(tmp_path):
    """One wrong field at a time: the same error number, or exit reason and qualification, as on Bochs."""
    bochs = ENTRY_LINE.findall(boot(ENTRIES, tmp_path / "bochs", SKERNEL, engine=BOCHS).serial)
    tcg = ENTRY_LINE.findall(boot(ENTRIES, tmp_path / "tcg", SKERNEL).serial)
    assert len(tcg) > 90
    different = [pair for pair in zip(bochs, tcg, strict=True) if pair[0] != pair[1]]
    assert {pair[0].partition(":")[0] for pair in different} == set(BOCHS_IS_WRONG)


def test_a_difference_is_seen():
    """The comparison itself: another line, another order, a missing line; but no other address."""
    lines = "Guest RIP: 0x100000\nVM exited successfully!\n"
    assert comparable(lines) == comparable(lines.replace("0x100000", "0x200000"))
    for other in ("VM exited successfully!\nGuest RIP: 0x100000\n", "Guest RIP: 0x100000\n", lines.replace("exited", "left")):
        assert comparable(lines) != comparable(other)
