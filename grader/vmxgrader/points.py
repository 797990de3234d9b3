"""Points per step: the table, and what somebody got."""

import configparser
from collections import namedtuple
from pathlib import Path

TABLE = Path("grader/points.ini")

Row = namedtuple("Row", "step lab points")


def rows(last_lab=None):
    """Every row of the table, up to lab `last_lab`, in its order."""
    table = configparser.ConfigParser()
    table.read_string(TABLE.read_text(encoding="utf-8"))
    found = []
    for lab in table.sections():
        number = int(lab.removeprefix("lab"))
        if last_lab is None or number <= last_lab:
            found += [Row(step, number, int(points)) for step, points in table[lab].items()]
    return found
