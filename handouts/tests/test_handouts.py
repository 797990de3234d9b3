"""The texts against the kit: steps and anchors, links, commands, paths, the transcript."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

KIT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(KIT / "common" / "run"))

import skeletons  # noqa: E402

LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]*)(?:#([^)\s]*))?\)")
ANCHOR = re.compile(r'<a id="([^"]+)"></a>')
PATH = re.compile(r"`((?:common|guest|grader|labs|solutions|handouts)/[\w./-]+)`")


def texts():
    """Every Markdown file of the kit."""
    listed = subprocess.run(["git", "ls-files", "*.md"], cwd=KIT, capture_output=True, text=True, check=False).stdout
    return [KIT / name for name in listed.split()] or sorted(KIT.glob("**/*.md"))


def broken_links(path, text):
    """Links of a file that lead nowhere."""
    for target, anchor in LINK.findall(text):
        if target.startswith("http"):
            continue
        other = (path.parent / target).resolve() if target else path
        if not other.exists():
            yield f"{target}: no such file"
        elif anchor and anchor not in ANCHOR.findall(other.read_text(encoding="utf-8")):
            yield f"{target}#{anchor}: no such anchor"


def missing_paths(text):
    """Paths of the kit that a text names and the kit does not have."""
    return [name for name in PATH.findall(text) if not (KIT / name).exists()]


def known_goals():
    """The commands that make knows."""
    rows = (KIT / "common/run/commands.txt").read_text(encoding="utf-8").splitlines()
    return {row.split(" | ")[1] for row in rows if " | " in row and not row.startswith("#")}


def unknown_commands(text):
    """`make ...` commands of a text whose goal does not exist."""
    for command in re.findall(r"(?:`|^\$ )make ([^`\n]+)", text, re.MULTILINE):
        for word in command.split():
            if "=" not in word and not re.fullmatch(r"lab(\d|N)|-j\d+", word) and word not in known_goals():
                yield f"make {command}"


def test_every_step_has_its_section_and_every_section_its_step():
    for lab in range(1, 7):
        steps = [step.replace(".", "") for step in skeletons.steps(KIT / "solutions") if step.startswith(f"lab{lab}.")]
        assert ANCHOR.findall((KIT / f"handouts/lab{lab}.md").read_text(encoding="utf-8")) == steps


@pytest.mark.parametrize("path", texts(), ids=lambda path: str(path.relative_to(KIT)))
def test_a_text_is_true(path):
    text = path.read_text(encoding="utf-8")
    assert not list(broken_links(path, text))
    assert not missing_paths(text)
    assert not list(unknown_commands(text))


def test_every_folder_has_a_readme():
    for folder in ["labs", "solutions", "common", "guest", "grader", "handouts"]:
        assert (KIT / folder / "README.md").exists(), folder
    for folder in sorted(path for path in (KIT / "common").iterdir() if path.is_dir() and path.name != "__pycache__"):
        assert (folder / "README.md").exists(), folder


def test_transcript_of_the_readme_is_a_run():
    """Line by line the run of today, addresses aside."""
    readme = (KIT / "README.md").read_text(encoding="utf-8")
    shown = re.search(r"<!-- transcript: make (.*?) -->\n```\n(.*?)```", readme, re.DOTALL)
    run = subprocess.run(["make", *shown[1].split()], cwd=KIT, capture_output=True, text=True, check=True)
    assert without_addresses(run.stdout) == without_addresses(shown[2])


def without_addresses(text):
    """Addresses differ from build to build."""
    return re.sub(r"(region|paddr|VMCS at|->|pointer):? 0x[0-9a-f]+", r"\1 ADDRESS", text).strip()


@pytest.mark.parametrize(
    "check, text",
    [
        (lambda text: broken_links(KIT / "README.md", text), "[a](no/such/file.md)"),
        (lambda text: broken_links(KIT / "README.md", text), "[a](handouts/lab1.md#lab99)"),
        (missing_paths, "see `common/no/such.c`"),
        (unknown_commands, "type `make coffee`"),
    ],
)
def test_the_checks_can_fail(check, text):
    assert list(check(text))
