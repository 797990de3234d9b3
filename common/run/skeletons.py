"""labs/ from solutions/: every BEGIN SOLUTION ... END SOLUTION region becomes a stub that names its step.

  skeletons.py write    make labs/ anew; refuses to overwrite work in labs/ (--force does)
  skeletons.py check    fail when labs/ differs from what write would make
"""

import difflib
import re
import shutil
import subprocess
import sys
from pathlib import Path

SOLUTIONS = Path("solutions")
LABS = Path("labs")

COMMENT = {".c": ("/* ", " */"), ".h": ("/* ", " */"), ".asm": ("; ", "")}
BEGIN = re.compile(r"^(?P<indent>\s*)(?:/\*|;)\s*BEGIN SOLUTION\b\s*(?P<words>.*?)\s*(?:\*/)?$")
END = re.compile(r"^\s*(?:/\*|;)\s*END SOLUTION\s*(?:\*/)?$")
STEP = re.compile(r"^lab(\d+)\.(\d+)$")


class MarkError(Exception):
    """A mark that breaks a rule: file, line, rule and what to do."""

    def __init__(self, path, line, rule):
        super().__init__(f"{path}:{line}: {rule}")


def stub(path, line, indent, words):
    """The lines that stand for a region. `words` is what follows BEGIN SOLUTION."""
    if words == ["only"]:
        return []
    lab = path.parent.name.split("-")[0]
    step = STEP.match(words[0]) if words else None
    kind = words[1:]
    if not step or kind not in ([], ["statement"]):
        raise MarkError(path, line, f"'BEGIN SOLUTION {' '.join(words)}': say labN.M, labN.M statement, or only")
    name = words[0]
    if not name.startswith(f"{lab}."):
        raise MarkError(path, line, f"{name} is a step of another lab; this file belongs to {lab}")
    before, after = COMMENT[path.suffix]
    where = f"handouts/{lab}.md#{name.replace('.', '')}"
    todo = f"{indent}{before}TODO({name}): see {where}; this line goes when the step is written.{after}"
    if path.suffix == ".asm":
        return [todo, f'{indent}        TODO "{name}"']
    return [todo, f'{indent}{"" if kind else "return "}todo("{name}");']


def skeleton(path, text):
    """The student's version of one file. Raises MarkError."""
    lines, begun = [], None
    for number, line in enumerate(text.split("\n"), 1):
        begin = BEGIN.match(line)
        if begin and begun:
            raise MarkError(path, number, f"BEGIN SOLUTION inside the region of line {begun}: end that one first")
        if END.match(line):
            if not begun:
                raise MarkError(path, number, "END SOLUTION without a BEGIN SOLUTION before it")
            begun = None
        elif begin:
            begun = number
            lines += stub(path, number, begin["indent"], begin["words"].split())
        elif "BEGIN SOLUTION" in line or "END SOLUTION" in line:
            raise MarkError(path, number, "a mark stands alone in a comment on its own line")
        elif not begun:
            lines.append(line)
    if begun:
        raise MarkError(path, begun, "BEGIN SOLUTION without an END SOLUTION behind it")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def steps(root=SOLUTIONS):
    """Every step of every lab, in the order of its numbers."""
    found = set()
    for path in sorted(root.glob("lab*/*")):
        if path.suffix in COMMENT:
            for line in path.read_text(encoding="utf-8").split("\n"):
                begin = BEGIN.match(line)
                words = begin["words"].split() if begin else []
                if words and STEP.match(words[0]):
                    found.add(words[0])
    return sorted(found, key=lambda step: [int(part) for part in STEP.match(step).groups()])


def wanted(root=SOLUTIONS):
    """Relative path to content of everything that labs/ shall hold."""
    files = {}
    for path in sorted(p for p in root.rglob("*") if p.is_file()):
        text = path.read_text(encoding="utf-8")
        files[path.relative_to(root)] = skeleton(path, text) if path.suffix in COMMENT else text
    return files


def present(root=LABS):
    """Relative path to content of what labs/ holds now."""
    if not root.is_dir():
        return {}
    return {p.relative_to(root): p.read_text(encoding="utf-8") for p in sorted(root.rglob("*")) if p.is_file()}


def work_in_labs():
    """Files of labs/ that somebody has changed since the last commit; none where there is no git."""
    try:
        status = subprocess.run(
            ["git", "status", "--porcelain", "--", str(LABS)], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return []
    return [line[3:] for line in status.stdout.splitlines() if line[:2].strip()]


def write(force):
    """Make labs/ anew."""
    files = wanted()
    changed = [name for name in work_in_labs() if present().get(Path(name).relative_to(LABS)) is not None]
    stale = [name for name in changed if present()[Path(name).relative_to(LABS)] != files.get(Path(name).relative_to(LABS))]
    if stale and not force:
        print(
            f"labs/ has work that is in no commit: {', '.join(stale)}; commit it, or say FORCE=1 to lose it",
            file=sys.stderr,
        )
        return 2
    if LABS.exists():
        shutil.rmtree(LABS)
    for name, text in files.items():
        path = LABS / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    print(f"labs/: {len(files)} files from solutions/")
    return 0


def check():
    """Compare; print what differs."""
    should, has = wanted(), present()
    different = sorted(name for name in should.keys() | has.keys() if should.get(name) != has.get(name))
    for name in different:
        old, new = has.get(name, "").split("\n"), should.get(name, "").split("\n")
        print("\n".join(difflib.unified_diff(old, new, f"labs/{name}", f"as made from solutions/{name}", lineterm="")))
    if different:
        print(f"labs/ differs from solutions/ in {len(different)} files: make skeletons", file=sys.stderr)
        return 1
    print(f"labs/ is what solutions/ makes: {len(should)} files")
    return 0


def main():
    """The command line."""
    arguments = sys.argv[1:]
    if not SOLUTIONS.is_dir():
        print("there is no solutions/ here: skeletons are made by the instructor's kit", file=sys.stderr)
        return 2
    try:
        if arguments[:1] == ["check"]:
            return check()
        return write(force="--force" in arguments)
    except MarkError as error:
        print(f"{error}; nothing was written", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
