"""A bootable image made by GRUB: for Bochs' CD drive, and for a USB stick (`make labN iso`)."""

import os
import shutil
import subprocess

TOOL = "grub-mkrescue"
CONFIGURATION = "set timeout=0\n{before}menuentry vmxlab {{\n{lines}}}\n"


def write(path, text):
    """A text file."""
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def make_image(path, files, lines, before=""):
    """Make `path`: `files` are copied to /boot (name there: path here), `lines` are GRUB's commands to boot them.

    Raises OSError with GRUB's own words when it cannot.
    """
    tree = f"{path}.tree"
    shutil.rmtree(tree, ignore_errors=True)
    os.makedirs(f"{tree}/boot/grub")
    for name, source in files.items():
        shutil.copyfile(source, f"{tree}/boot/{name}")
    body = "".join(f"  {line}\n" for line in lines)
    write(f"{tree}/boot/grub/grub.cfg", CONFIGURATION.format(before=before, lines=body))
    made = subprocess.run([TOOL, "-o", path, tree], stdin=subprocess.DEVNULL, capture_output=True, check=False)
    shutil.rmtree(tree)
    if made.returncode != 0:
        raise OSError(None, f"{TOOL} failed: {made.stderr.decode(errors='replace').strip()}")
