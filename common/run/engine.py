"""Engines: which machine runs the labs. `auto` tries this host's KVM and takes tcg when it does not truly work."""

# No `collections`: imported at every start of a machine.


class Engine:
    """What makes a machine: QEMU's accelerator, processor model with and without VT-x, and whether the kit's ROM
    brings VT-x. The ROM's settings (fw_cfg) are there where the ROM is.
    """

    def __init__(self, name, accelerator, cpu, cpu_without_vtx, rom):
        self.name = name
        self.accelerator = accelerator
        self.cpu = cpu
        self.cpu_without_vtx = cpu_without_vtx
        self.rom = rom


TCG = Engine("tcg", "tcg", "max,+svm,+npt", "max,+svm,+npt", True)
KVM_INTEL = Engine("kvm", "kvm", "host", "host,-vmx", False)  # nested VT-x
KVM_AMD = Engine("kvm", "kvm", "host", "host", True)  # nested SVM
BOCHS = Engine("bochs", None, "corei7_skylake_x", "athlon64_clawhammer", False)
KVM_OF_VENDOR = {"GenuineIntel": KVM_INTEL, "AuthenticAMD": KVM_AMD}

KVM_DEVICE = "/dev/kvm"
CPUINFO_BYTES = 8192  # the first processor's lines


class NoEngine(Exception):
    """The wanted engine is not there; the sentence says why, and what works."""


def may_have_kvm():
    """A quick look, for the many hosts where there is nothing to try: no device, or a processor without VT-x and SVM."""
    try:
        with open(KVM_DEVICE, "rb"), open("/proc/cpuinfo", "rb") as info:
            flags = info.read(CPUINFO_BYTES).partition(b"\nflags")[2].partition(b"\n")[0].split()
    except OSError:
        return False
    return b"vmx" in flags or b"svm" in flags


def choose(wanted):
    """The engine for ENGINE=`wanted`, and a line about it when it is this host's KVM. Raises NoEngine."""
    if wanted == "tcg" or (wanted == "auto" and not may_have_kvm()):
        return TCG, ""
    import host_checks  # only now: looking at the host takes longer than starting QEMU
    import host_facts
    from kvm_trial import add_trial

    facts = host_facts.for_engines()
    if wanted != "bochs":
        facts = add_trial(facts)
    name = host_checks.auto(facts) if wanted == "auto" else wanted
    problem = host_checks.engine_problem(name, facts)
    if problem and wanted != "auto":
        raise NoEngine(host_checks.refusal(wanted, problem, facts))
    if name == "kvm":
        return KVM_OF_VENDOR[facts["vendor"]], f"engine kvm: {host_checks.kvm_words(facts)}"
    return (BOCHS if name == "bochs" else TCG), ""
