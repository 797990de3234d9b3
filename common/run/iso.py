"""`make labN iso`: an image that boots on a PC by BIOS or UEFI, from a USB stick or a CD.

    iso.py OUT KERNEL FONT COMMAND_LINE [DISK]
"""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from cd_image import make_image  # noqa: E402

# Both kinds of firmware; the serial line is the kernel's alone.
PREPARE = "insmod all_video\nset gfxpayload=auto\n"


def main():
    """Make the image; one sentence when GRUB cannot."""
    image, kernel, font, command_line, *disk = sys.argv[1:]
    files = {"kernel": kernel, "font": font}
    lines = [f"multiboot2 /boot/kernel {command_line}", "module2 /boot/font font"]
    if disk:
        files["disk"] = disk[0]
        lines.append("module2 /boot/disk disk")
    try:
        make_image(image, files, [*lines, "boot"], PREPARE)
    except FileNotFoundError as error:
        sys.exit(f"{error.filename} is missing: make setup-iso installs what the image needs")
    except OSError as error:
        sys.exit(f"{image}: {error.strerror}")
    print(f"{image}: write it to a USB stick with: sudo dd if={image} of=/dev/sdX bs=4M conv=fsync")


main()
