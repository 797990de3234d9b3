"""make doctor and ENGINE=: judged over recorded hosts, and run on this one."""

import json
import os
import re
import subprocess
from pathlib import Path

import doctor
import host_checks
import host_facts
import pytest

HOSTS = sorted(Path("common/run/tests/hosts").glob("*.json"))


def recorded(path):
    """One host: facts, the expected report, can the labs run."""
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", HOSTS, ids=lambda path: path.stem)
def test_report(path):
    host = recorded(path)
    text, ready = doctor.report(host["facts"], host_facts.tools())
    assert text.splitlines() == host["report"]
    assert ready == host["ready"]


@pytest.mark.parametrize("wanted", ["tcg", "kvm", "bochs"])
@pytest.mark.parametrize("path", HOSTS, ids=lambda path: path.stem)
def test_refusal_is_one_sentence_with_a_working_choice(path, wanted):
    facts = recorded(path)["facts"]
    problem = host_checks.engine_problem(wanted, facts)
    if problem is None:
        return
    sentence = host_checks.refusal(wanted, problem, facts)
    assert sentence.startswith(f"ENGINE={wanted}: {problem[0]}") and "\n" not in sentence
    named = re.search(r"ENGINE=(\w+) works here$", sentence)
    if named:
        assert host_checks.engine_problem(named[1], facts) is None
    else:
        assert "no engine works here, see make doctor" in sentence
        assert all(host_checks.engine_problem(name, facts) for name in host_checks.PROBLEMS)


def test_recorded_hosts_have_the_facts_of_this_one():
    """A fact that host_facts.py no longer finds, or finds anew, must be in every record."""
    here = host_facts.for_doctor()
    for path in HOSTS:
        facts = recorded(path)["facts"]
        assert facts.keys() == here.keys(), path
        assert facts["tools"].keys() == here["tools"].keys(), path


def test_the_rom_and_the_doctor_name_the_same_versions():
    core = re.sub(r'"\s+"', "", Path("common/vtxrom/core.c").read_text(encoding="utf-8"))
    for words in ("9.1 to 10.1.2", "up to 9.0", "10.2 and later"):
        assert words in core
    assert host_checks.QEMU_BAD[0][0] == (9, 1, 0) and host_checks.QEMU_BAD[-1][1] == (10, 1, 3)


def test_doctor_here():
    """On this machine, whatever it is, there is a verdict and the status agrees."""
    done = subprocess.run(["make", "doctor"], capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    last = done.stdout.strip().splitlines()[-1]
    assert (done.returncode == 0) == last.startswith("ready")


def test_doctor_without_any_tool(tmp_path):
    """On a machine that has only make, a shell and Python it still says what is missing."""
    for tool in ("make", "sh", "awk", "test", "env"):
        found = next(Path(folder) / tool for folder in os.environ["PATH"].split(":") if (Path(folder) / tool).exists())
        (tmp_path / tool).symlink_to(found)
    done = subprocess.run(
        ["make", "doctor"], capture_output=True, text=True, check=False, env={**os.environ, "PATH": str(tmp_path)}
    )
    assert done.returncode != 0 and "Traceback" not in done.stderr
    assert "missing  qemu-system-x86_64: make setup installs it" in done.stdout
    assert done.stdout.strip().splitlines()[-1] == "not ready: no engine works here; see above what to do"


@pytest.fixture(name="no_kvm")
def kvm_absent():
    """Tests of a machine without a KVM that passes VT-x on."""
    facts = host_facts.for_engines()
    if not host_checks.engine_problem("kvm", {**facts, "trial": host_checks.PASSED}):
        pytest.skip("this host's KVM has VT-x to pass on")


def test_engine_kvm_is_refused_where_it_cannot_work(no_kvm):
    del no_kvm
    done = subprocess.run(["make", "lab1", "qemu", "SOLUTION=1", "ENGINE=kvm"], capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "ENGINE=kvm: " in done.stderr and "ENGINE=tcg works here" in done.stderr
    assert "x86_64 Hypervisor" not in done.stdout


def test_engine_auto_takes_tcg_where_kvm_cannot_work(no_kvm):
    del no_kvm
    done = subprocess.run(["make", "lab1", "qemu", "SOLUTION=1", "ENGINE=auto"], capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "[end: PASSED (0)" in done.stdout
