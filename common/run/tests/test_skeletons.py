"""The generator of labs/: what it makes, and every mistake in the marks that it refuses."""

from pathlib import Path

import pytest
import skeletons
from skeletons import MarkError, skeleton

C_FILE = Path("solutions/lab2-vmxon/x.c")
ASM_FILE = Path("solutions/lab5-launch/x.asm")


def test_value_stub_keeps_the_indent():
    text = "int f(void)\n{\n    /* BEGIN SOLUTION lab2.2 */\n    return 1;\n    /* END SOLUTION */\n}\n"
    assert skeleton(C_FILE, text) == (
        "int f(void)\n{\n"
        "    /* TODO(lab2.2): see handouts/lab2.md#lab22; this line goes when the step is written. */\n"
        '    return todo("lab2.2");\n}\n'
    )


def test_statement_stub():
    text = "    /* BEGIN SOLUTION lab2.3 statement */\n    a();\n    /* END SOLUTION */\n"
    assert '    todo("lab2.3");\n' in skeleton(C_FILE, text)


def test_only_solution_vanishes():
    text = "a\n\n/* BEGIN SOLUTION only */\nsecret\n/* END SOLUTION */\n\nb\n"
    assert skeleton(C_FILE, text) == "a\n\nb\n"


def test_nasm_stub():
    text = "f:\n; BEGIN SOLUTION lab5.1\n        nop\n; END SOLUTION\n"
    assert skeleton(ASM_FILE, text).split("\n")[2] == '        TODO "lab5.1"'


@pytest.mark.parametrize(
    "text, line, words",
    [
        ("/* BEGIN SOLUTION lab2.1 */\n", 1, "without an END SOLUTION"),
        ("/* END SOLUTION */\n", 1, "without a BEGIN SOLUTION"),
        ("/* BEGIN SOLUTION lab2.1 */\n/* BEGIN SOLUTION lab2.2 */\n/* END SOLUTION */\n", 2, "inside the region"),
        ("/* BEGIN SOLUTION lab3.1 */\n/* END SOLUTION */\n", 1, "another lab"),
        ("/* BEGIN SOLUTION */\n/* END SOLUTION */\n", 1, "say labN.M"),
        ("/* BEGIN SOLUTION lab2.1 void */\n/* END SOLUTION */\n", 1, "say labN.M"),
        ("x = 1; /* BEGIN SOLUTION lab2.1 */\n", 1, "on its own line"),
    ],
)
def test_bad_marks_are_refused(text, line, words):
    with pytest.raises(MarkError, match=words) as error:
        skeleton(C_FILE, text)
    assert str(error.value).startswith(f"{C_FILE}:{line}: ")


def kit_with(tmp_path, monkeypatch, text):
    """A kit with one solution file."""
    folder = tmp_path / "solutions" / "lab2-vmxon"
    folder.mkdir(parents=True)
    (folder / "x.c").write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "labs" / "lab2-vmxon" / "x.c"


GOOD = "/* BEGIN SOLUTION lab2.1 */\nsecret\n/* END SOLUTION */\n"


def test_check_sees_a_hand_edit(tmp_path, monkeypatch, capsys):
    made = kit_with(tmp_path, monkeypatch, GOOD)
    assert skeletons.write(force=False) == 0
    assert skeletons.check() == 0
    made.write_text("edited by hand\n")
    assert skeletons.check() == 1
    assert "edited by hand" in capsys.readouterr().out


def test_stale_files_go(tmp_path, monkeypatch):
    made = kit_with(tmp_path, monkeypatch, GOOD)
    made.parent.mkdir(parents=True)
    (made.parent / "old.c").write_text("old\n")
    skeletons.write(force=True)
    assert not (made.parent / "old.c").exists()


def test_no_solution_reaches_a_student():
    """Nothing between the marks of solutions/ is in labs/, and no mark either."""
    for name, text in skeletons.wanted().items():
        assert "BEGIN SOLUTION" not in text and "END SOLUTION" not in text, name
