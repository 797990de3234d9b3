"""The runner's and the grader's modules for the tests of engines; every test runs in the kit's folder."""

import os
import sys
from pathlib import Path

KIT = Path(__file__).resolve().parents[3]
sys.path[:0] = [str(KIT / "common" / "run"), str(KIT / "grader")]
os.chdir(KIT)


def pytest_addoption(parser):
    """`pytest common/run/engine_tests --kvm amd`"""
    parser.addoption("--kvm", choices=["intel", "amd"], help="run the labs on a host with this vendor's KVM, in an emulator")
