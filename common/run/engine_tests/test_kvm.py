"""Labs 1 to 6 under a real KVM: nested VT-x of kvm-intel, in Bochs; nested SVM of kvm-amd with the ROM, under TCG."""

import time

import pytest
from engine import KVM_AMD, KVM_INTEL, TCG
from kvm_host import run_on_kvm
from machine import Machine
from transcripts import all_cases, comparable, disk_of, kernel_of, name_of
from vmxgrader.runs import ROM, cannot_be_set, normal
from vmxgrader.whole_runs import run_case

ENGINES = {"intel": KVM_INTEL, "amd": KVM_AMD}
LIMIT_SECONDS = 3000  # for all runs together; only a hang gets there
TRIAL = "build/trial/trial.elf32"


def qemu_status(outcome_status):
    """What isa-debug-exit makes of an outcome's status."""
    return outcome_status << 1 | 1


def wanted(engine):
    """The runs that the engine has a machine for."""
    return [(lab, case) for lab, case in all_cases() if not cannot_be_set(engine, case.settings)]


def commands(engine, disk):
    """name: QEMU's command line for every run, and for the trial of the machine."""
    found = {"trial": Machine(TRIAL, rom=ROM, engine=engine).command()}
    for lab, case in wanted(engine):
        machine = Machine(
            kernel_of(lab),
            rom=ROM if case.rom else None,
            disk=(disk if case.disk is True else case.disk) or None,
            append=case.append,
            rom_log="/tmp/rom.log",
            settings=case.settings,
            engine=engine,
        )
        found[name_of(lab, case)] = machine.command()
    return found


@pytest.fixture(name="host", scope="session")
def kvm_host(request, tmp_path_factory):
    """All runs on the host, made in one boot of it."""
    vendor = request.config.getoption("--kvm")
    engine = ENGINES[vendor]
    disk = disk_of(tmp_path_factory)
    files = [disk, ROM, TRIAL, *{kernel_of(lab) for lab, _ in all_cases()}]
    begin = time.monotonic()
    results = run_on_kvm(vendor, commands(engine, disk), files, f"build/kvm/{vendor}", LIMIT_SECONDS)
    print(f"\n{len(results)} runs under kvm-{vendor} in {time.monotonic() - begin:.0f} s")
    return engine, results, disk


def pytest_generate_tests(metafunc):
    """One test a run."""
    if "lab" in metafunc.fixturenames:
        runs = wanted(ENGINES[metafunc.config.getoption("--kvm")])
        metafunc.parametrize("lab, case", runs, ids=[name_of(*run) for run in runs])


def test_the_trial_passes(host):
    """What ENGINE=auto tries before it takes a KVM."""
    _, results, _ = host
    assert results["trial"].status == qemu_status(0), results["trial"]


def test_same_as_tcg(host, tmp_path, lab, case):
    _, results, disk = host
    name = name_of(lab, case)
    assert name in results, f"the host did not come as far as {name}: see build/kvm/*/serial.log"
    tcg = run_case(kernel_of(lab), case, tmp_path, disk, TCG)
    assert results[name].status == qemu_status(tcg.outcome.status), results[name]
    assert comparable(normal(results[name].serial.encode())) == comparable(tcg.serial)
