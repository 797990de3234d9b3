"""The report that a student reads: points per step, and for each one lost what was expected and where to read."""

from . import verdict
from .runs import log_folder

NO_MACHINE = f"{verdict.MACHINE_NOT_AVAILABLE}: nothing was graded; this is no zero"


def rows_of(terminalreporter):
    """(row, failed results, results that the engine has no machine for, skipped as a whole) of every row, in order."""
    found = []
    for reports in terminalreporter.stats.values():
        for report in reports:
            properties = dict(getattr(report, "user_properties", []))
            if "row" in properties and getattr(report, "when", "") == "call":
                failed, skipped = properties.get("failed", []), properties.get("skipped", [])
                found.append((properties["row"], failed, skipped, report.skipped))
    return sorted(found, key=lambda entry: (entry[0].lab, step_key(entry[0].step)))


def step_key(step):
    """lab1.10 after lab1.9, lab1.run last."""
    number = step.split(".")[1]
    return int(number) if number.isdigit() else 1 << 30


def where(step):
    """The place in the handouts."""
    lab = step.split(".")[0]
    return f"handouts/{lab}.md" + ("" if step.endswith(".run") else f"#{step.replace('.', '')}")


def lines_of(row, failed, skipped, whole):
    """The lines of one row."""
    got = 0 if failed else row.points
    word = failed[0].verdict if failed else verdict.PASSED
    if whole:
        got, word = "-", "skipped"
    yield f"{row.step:<9} {got:>2}/{row.points:<2} {word}"
    for result in failed[:1]:
        if result.title:
            yield f"                {result.title}"
        for line in result.detail.split("\n"):
            if line:
                yield f"                  {line}"
        yield f"                read: {where(row.step)}"
    for result in skipped:
        yield f"                skipped: {result.title}: {result.detail}"


def print_report(terminalreporter, config):
    """All rows, the sum, the logs."""
    rows = rows_of(terminalreporter)
    terminalreporter.write_line("")
    lost_machine = [f for _, failed, _, _ in rows for f in failed if f.verdict == verdict.MACHINE_NOT_AVAILABLE]
    for entry in rows:
        for line in lines_of(*entry):
            terminalreporter.write_line(line)
    if lost_machine:
        terminalreporter.write_line(f"{NO_MACHINE}: {lost_machine[0].detail}")
        return
    total = sum(row.points for row, _, _, whole in rows if not whole)
    got = sum(row.points for row, failed, _, whole in rows if not failed and not whole)
    terminalreporter.write_line(f"points: {got} of {total}")
    terminalreporter.write_line(f"logs: {log_folder(config.getoption('--tree'), config.machine_engine)}/")
