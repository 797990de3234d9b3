"""`make doctor`: what this host can do, which engine will be used and why, how to get a better one.

Status 0 when the labs can run. report() is a pure function over the facts of host_facts.py.
"""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import host_checks  # noqa: E402
import host_facts  # noqa: E402
from kvm_trial import add_trial  # noqa: E402

CANNOT_RUN = 1

# What a tool of each group is for; without those of the first two there is no lab.
NEEDED_FOR = {
    "student": "",
    "native": "",
    "tests": "make test",
    "iso": "make labN iso and ENGINE=bochs",
    "bochs": "ENGINE=bochs",
    "kvm": "make test-kvm",
    "matrix": "make test-matrix",
}


def tool_line(group, tool, oldest, said):
    """(line, is the kit unusable without it)."""
    purpose = NEEDED_FOR[group]
    if said is None:
        word = "missing" if not purpose else "-"
        advice = "make setup installs it" if not purpose else f"only for {purpose}, which installs it"
        return f"  {word:<8} {tool}: {advice}", not purpose
    found = host_checks.version(said)
    shown = host_checks.version_text(said) or "version unknown"
    if found and oldest != "-" and found < host_checks.version(oldest):
        return f"  {'old':<8} {tool} {shown}: the kit is tested from {oldest} on; a newer one is safer", False
    return f"  {'ok':<8} {tool} {shown}", False


def tools_part(facts, table):
    """The tools; is one of them missing that every lab needs?"""
    lines, unusable = ["tools"], False
    for group, tool, oldest in table:
        line, bad = tool_line(group, tool, oldest, facts["tools"].get(tool))
        lines.append(line)
        unusable = unusable or bad
    return lines, unusable


def host_part(facts):
    """What kind of host this is, and what follows from it for somebody who only wants to run the labs."""
    lines = ["host", f"  {facts['system']} {facts['release']} on {facts['machine']}"]
    if host_checks.is_wsl(facts):
        lines.append("  WSL2: keep the kit in the Linux file system; under /mnt/c everything is slow")
    if facts["container"]:
        lines.append(f"  a container ({facts['container']}): ENGINE=tcg needs nothing of its host")
    if facts["product"] and "hypervisor" in facts["flags"]:
        lines.append(f"  a virtual machine: {facts['product']}")
    if facts["machine"] not in host_checks.X86_64:
        what = "Apple Silicon" if facts["system"] == "Darwin" else "not an x86 host"
        lines.append(f"  {what}: the labs are built with a cross compiler and run with ENGINE=tcg, all of them")
    elif facts["system"] != "Linux":
        lines.append(f"  {facts['system']}: the labs are built with a cross compiler and run with ENGINE=tcg, all of them")
    return lines


def ready_words(name, facts):
    """An engine that works, in words."""
    number = host_checks.version_text(facts["tools"]["qemu-system-x86_64"])
    if name == "tcg":
        return f"QEMU {number} with the kit's VT-x ROM"
    if name == "kvm":
        return f"QEMU {number} with {host_checks.kvm_words(facts)}, tried"
    return "Bochs' own VT-x, slow: the second opinion"


def engines_part(facts):
    """Every engine: ready, or why not and what to do."""
    lines = ["engines"]
    for name in ("tcg", "kvm", "bochs"):
        problem = host_checks.engine_problem(name, facts)
        if problem is None:
            lines.append(f"  {name:<6} ready: {ready_words(name, facts)}")
        else:
            lines += [f"  {name:<6} no: {problem[0]}", f"         {problem[1]}"]
    return lines


def verdict(facts, unusable):
    """The last line, and whether the labs can run."""
    name = host_checks.auto(facts)
    if host_checks.engine_problem(name, facts) is not None:
        if host_checks.engine_problem("bochs", facts) is None and not unusable:
            return "ready, but slowly: no QEMU that works, so say ENGINE=bochs", True
        return "not ready: no engine works here; see above what to do", False
    if unusable:
        return "not ready: make setup installs what is missing", False
    why = "it truly works here" if name == "kvm" else "no KVM for VT-x here"
    return f"ready: ENGINE=auto is {name} ({why}): {ready_words(name, facts)}", True


def report(facts, table):
    """The whole report and whether the labs can run."""
    tools, unusable = tools_part(facts, table)
    last, ready = verdict(facts, unusable)
    return "\n".join([*tools, *host_part(facts), *engines_part(facts), last]) + "\n", ready


def main():
    """Ask this host, try its KVM where there is one, print."""
    facts = add_trial(host_facts.for_doctor())
    text, ready = report(facts, host_facts.tools())
    sys.stdout.write(text)
    sys.exit(0 if ready else CANNOT_RUN)


if __name__ == "__main__":
    main()
