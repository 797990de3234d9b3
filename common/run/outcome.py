"""How a run ended: QEMU's exit status back to the outcomes of common/kit/outcome.def."""

# No `re`, no `collections`: this is imported at every start of a machine, and they would cost a tenth of it.

TABLE = "common/kit/outcome.def"
ROW = "OUTCOME("


class Outcome:
    """One way to end."""

    def __init__(self, name, status, text):
        self.name = name
        self.status = status
        self.text = text


# Ends that the kernel cannot report itself; numbers beside those of outcome.def.
TRIPLE_FAULT = Outcome("TRIPLE_FAULT", 30, "the hypervisor itself raised a triple fault: the machine was reset")
HANG = Outcome("HANG", 31, "the machine did not end by itself")
MACHINE_LOST = Outcome("MACHINE_LOST", 32, "QEMU could not be started, or was ended from outside")


def read_table(path=TABLE):
    """The outcomes of the kernel, by status: rows like OUTCOME(PASSED, 0, "every stage ...")."""
    found = {}
    with open(path, encoding="utf-8") as table:
        for line in table:
            if line.startswith(ROW):
                name, status, text = line[len(ROW) :].rstrip().removesuffix(")").split(", ", 2)
                found[int(status)] = Outcome(name, int(status), text.strip('"'))
    return found


def from_qemu(returncode, table):
    """isa-debug-exit ends QEMU with (byte << 1) | 1; 0 means a reset under -no-reboot; negative: a signal."""
    if returncode == 0:
        return TRIPLE_FAULT
    if returncode > 0 and returncode & 1:
        # QEMU's own errors end with 1 as well, which is byte 0: whoever calls looks at the serial line too.
        return table.get(returncode >> 1, MACHINE_LOST)
    return MACHINE_LOST
