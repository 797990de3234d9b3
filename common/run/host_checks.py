"""Judging a host from its facts (host_facts.py): which engine works, why another does not, and what to do about it.

Pure functions: the same facts give the same words. A problem is a pair: what is wrong, and the advice for it.
"""

import re

PASSED = "works"  # the result of a trial (kvm_trial.py) that went well

# QEMU issue 3172; the ROM finds it out by itself and refuses. First bad version, first good one behind it.
QEMU_BAD = (((9, 1, 0), (10, 0, 7)), ((10, 1, 0), (10, 1, 3)))
QEMU_GOOD_WORDS = "good are: up to 9.0, 10.0.7 and later 10.0.x, 10.2 and later"
SETUP = "make setup installs it"
NO_KVM_NEEDED = "the labs need no KVM: ENGINE=tcg has its own VT-x"
X86_64 = ("x86_64", "amd64")  # as Linux and as BSD call it

NESTED_ON = (
    "echo 'options {module} nested=1' | sudo tee /etc/modprobe.d/{module}.conf; "
    "sudo modprobe -r {module}; sudo modprobe {module}"
)
VENDORS = {"GenuineIntel": ("kvm_intel", "vmx", "VT-x"), "AuthenticAMD": ("kvm_amd", "svm", "SVM")}

# How virtual machines of others are given VT-x: what DMI says, and the advice.
CLOUDS = (
    ("Amazon EC2", "EC2 gives VT-x to .metal instances, and to types whose nested virtualization is switched on"),
    ("Google", "create the machine with --enable-nested-virtualization, on an Intel processor"),
    ("Microsoft Corporation Virtual Machine", "choose an Azure size that supports nested virtualization (Dv3 or later)"),
    ("VMware", "switch on 'Expose hardware assisted virtualization to the guest OS' in the machine's settings"),
    ("innotek", "VBoxManage modifyvm NAME --nested-hw-virt on"),
    ("VirtualBox", "VBoxManage modifyvm NAME --nested-hw-virt on"),
    ("Parallels", "switch on 'Enable nested virtualization' in the machine's settings"),
    ("QEMU", "give this machine the host's processor: -cpu host, and nesting on in its host"),
)


def version_text(text):
    """The first number with dots in `text`, empty when there is none."""
    found = re.search(r"\d+(?:\.\d+)+", text or "")
    return found[0] if found else ""


def version(text):
    """The first number with dots in `text` as a tuple of three, None when there is none."""
    parts = [int(part) for part in version_text(text).split(".") if part]
    return tuple((parts + [0, 0])[:3]) if parts else None


def is_wsl(facts):
    """Windows' Linux."""
    return "microsoft" in facts["release"].lower()


def qemu_problem(facts):
    """QEMU itself."""
    said = facts["tools"]["qemu-system-x86_64"]
    if said is None:
        return "qemu-system-x86_64 is missing", SETUP
    return None


def tcg_problem(facts):
    """The engine tcg: QEMU, in a version that the ROM can work with."""
    missing = qemu_problem(facts)
    if missing:
        return missing
    found = version(facts["tools"]["qemu-system-x86_64"])
    if found and any(first <= found < good for first, good in QEMU_BAD):
        text = "QEMU {}.{}.{} does not raise #UD for VMXON and its like (QEMU issue 3172)".format(*found)
        return text, f"install another QEMU; {QEMU_GOOD_WORDS}"
    return None


def advice_without_flag(facts):
    """The processor shows neither VT-x nor SVM: a virtual machine, or a setting of the firmware."""
    if is_wsl(facts):
        return "in %UserProfile%\\.wslconfig, under [wsl2]: nestedVirtualization=true; then wsl --shutdown (Windows 11)"
    if "hypervisor" in facts["flags"]:
        for product, advice in CLOUDS:
            if product in facts["product"]:
                return advice
        return "this is a virtual machine: whoever runs it can switch on nested virtualization"
    return "switch on Intel VT-x (VMX) or AMD SVM in the firmware's setup"


def no_device(facts):
    """There is no /dev/kvm: why, and what to do."""
    _, flag, name = VENDORS.get(facts["vendor"], ("", "", "VT-x or SVM"))
    if flag not in facts["flags"]:
        return f"there is no /dev/kvm: this processor shows no {name}", advice_without_flag(facts)
    if facts["container"]:
        advice = f"start the container ({facts['container']}) with --device /dev/kvm, on a host that has it"
        return "there is no /dev/kvm in this container", advice
    return "there is no /dev/kvm: the module is not loaded", f"sudo modprobe {VENDORS[facts['vendor']][0]}"


def flag_problem(facts):
    """A KVM that does without VT-x and SVM has none to pass on."""
    _, flag, name = VENDORS[facts["vendor"]]
    if flag in facts["flags"]:
        return None
    return f"/dev/kvm is there, but this processor shows no {name} that it could pass on", advice_without_flag(facts)


def device_problem(facts):
    """/dev/kvm is there: may we open it?"""
    error, mode = facts["kvm"]["error"], facts["kvm"]["mode"]
    if not error:
        return None
    if error == "Permission denied":
        if facts["container"]:
            return f"/dev/kvm ({mode}) may not be opened in this container", "add --group-add $(stat -c %g /dev/kvm)"
        return f"/dev/kvm ({mode}) may not be opened", "sudo usermod -aG kvm $USER, then log in again"
    return f"/dev/kvm cannot be opened: {error}", "switch on VT-x or SVM in the firmware's setup; dmesg | grep kvm says more"


def nested_problem(facts):
    """Does KVM give its machines VT-x or SVM in turn?"""
    module, _, name = VENDORS[facts["vendor"]]
    if facts["nested"] in ("Y", "1", ""):  # no word of it: the module is built in or hidden; the trial tells
        return None
    return f"nested {name} is off in {module}", NESTED_ON.format(module=module)


def kvm_problem(facts):
    """The engine kvm: everything that it stands on, from the ground up, and at last the trial."""
    if facts["system"] != "Linux":
        return f"KVM is Linux's, this is {facts['system']}", NO_KVM_NEEDED
    if facts["machine"] not in X86_64:
        return f"KVM of this host ({facts['machine']}) runs no x86 machines", NO_KVM_NEEDED
    if not facts["kvm"]["exists"]:
        return no_device(facts)
    if facts["vendor"] not in VENDORS:
        return f"the processor's vendor is '{facts['vendor']}', neither Intel nor AMD", NO_KVM_NEEDED
    problem = flag_problem(facts) or device_problem(facts) or nested_problem(facts) or qemu_problem(facts)
    if problem:
        return problem
    if facts["trial"] != PASSED:
        return f"tried, and VT-x does not work under this KVM: {facts['trial']}", NO_KVM_NEEDED
    return None


def kvm_words(facts):
    """What the engine kvm is on this host."""
    return "nested VT-x" if facts["vendor"] == "GenuineIntel" else "nested SVM with the kit's VT-x ROM"


def bochs_problem(facts):
    """The engine bochs: Bochs, and what makes a CD for it."""
    missing = [tool for tool in ("bochs-bin", "grub-mkrescue", "xorriso") if facts["tools"][tool] is None]
    if missing:
        return f"missing on this machine: {' '.join(missing)}", "make setup-bochs installs what it needs"
    return None


PROBLEMS = {"kvm": kvm_problem, "tcg": tcg_problem, "bochs": bochs_problem}


def engine_problem(name, facts):
    """Why engine `name` does not work here: (reason, advice), or None when it does."""
    return PROBLEMS[name](facts)


def auto(facts):
    """What ENGINE=auto is here: kvm where it truly works, else tcg."""
    return "kvm" if kvm_problem(facts) is None else "tcg"


def refusal(wanted, problem, facts):
    """One sentence for an engine that was asked for and is not there."""
    reason, advice = problem
    works = [name for name in ("tcg", "bochs", "kvm") if name != wanted and engine_problem(name, facts) is None]
    nearest = f"ENGINE={works[0]} works here" if works else "no engine works here, see make doctor"
    return f"ENGINE={wanted}: {reason}; {advice}; {nearest}"
