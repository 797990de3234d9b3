"""How a check ended, in the words of the report."""

from collections import namedtuple

PASSED = "passed"
WRONG_VALUE = "wrong value"
NOT_WRITTEN = "not written"
DID_NOT_BUILD = "did not build"
VM_ENTRY_FAILURE = "VM-entry failure"
TRIPLE_FAULT = "triple fault"
HOST_EXCEPTION = "exception in the hypervisor"
HANG = "hang"
STOPPED = "stopped by itself"
NOT_REACHED = "not reached"
MACHINE_NOT_AVAILABLE = "machine not available"
NOT_ON_ENGINE = "not on this engine"

# From the names of common/kit/outcome.def and common/run/outcome.py.
OF_OUTCOME = {
    "PASSED": PASSED,
    "NOT_WRITTEN": NOT_WRITTEN,
    "STAGE_FAILED": STOPPED,
    "VM_ENTRY_FAILURE": VM_ENTRY_FAILURE,
    "UNHANDLED_EXIT": STOPPED,
    "HOST_EXCEPTION": HOST_EXCEPTION,
    "PANIC": STOPPED,
    "WRONG_VALUE": WRONG_VALUE,
    "GUEST_TRIPLE_FAULT": STOPPED,
    "GUEST_FAILED": WRONG_VALUE,
    "MACHINE_REFUSED": MACHINE_NOT_AVAILABLE,
    "ROM_STOPPED": MACHINE_NOT_AVAILABLE,
    "TRIPLE_FAULT": TRIPLE_FAULT,
    "HANG": HANG,
    "MACHINE_LOST": MACHINE_NOT_AVAILABLE,
}

# One check: its step, what it looked at, how it ended, and the lines that say why.
Result = namedtuple("Result", "step title verdict detail")


class MachineNotAvailable(Exception):
    """Not the student's failure: QEMU, a tool or the ROM is not there, or was ended from outside."""


class DidNotBuild(Exception):
    """The student's files do not compile or link; the message is the compiler's."""
