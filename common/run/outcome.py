"""How a run ended: QEMU's exit status back to the outcomes of common/kit/outcome.def."""

import re
from collections import namedtuple

Outcome = namedtuple("Outcome", "name status text")

TABLE = "common/kit/outcome.def"

# Ends that the kernel cannot report itself; numbers beside those of outcome.def.
TRIPLE_FAULT = Outcome("TRIPLE_FAULT", 30, "the hypervisor itself raised a triple fault: the machine was reset")
HANG = Outcome("HANG", 31, "the machine did not end by itself")
MACHINE_LOST = Outcome("MACHINE_LOST", 32, "QEMU could not be started, or was ended from outside")


def read_table(path=TABLE):
    """The outcomes of the kernel, by status."""
    with open(path, encoding="utf-8") as table:
        rows = re.findall(r'^OUTCOME\((\w+), (\d+), "(.*)"\)$', table.read(), re.MULTILINE)
    return {int(status): Outcome(name, int(status), text) for name, status, text in rows}


def from_qemu(returncode, table):
    """isa-debug-exit ends QEMU with (byte << 1) | 1; 0 means a reset under -no-reboot."""
    if returncode == 0:
        return TRIPLE_FAULT
    if returncode > 0 and returncode & 1:
        outcome = table.get(returncode >> 1)
        # QEMU's own errors end with 1 as well, which is byte 0: whoever calls looks at the serial line too.
        if outcome:
            return outcome
    return MACHINE_LOST
