#!/bin/sh
# What the kit needs on this machine, and how to get it: `make setup`. Called with the names of groups of the
# table below. Installs what is missing where it may, else prints the one line to run. POSIX shell only:
# on a fresh machine there is nothing else yet.
set -eu

# group    tool                 apt              dnf                  pacman           brew
tools='
student    gcc                  gcc              gcc                  gcc              x86_64-elf-gcc
student    nasm                 nasm             nasm                 nasm             nasm
student    qemu-system-x86_64   qemu-system-x86  qemu-system-x86      qemu-system-x86  qemu
student    gdb                  gdb              gdb                  gdb              gdb
student    python3              python3          python3              python           python
student    pytest               python3-pytest   python3-pytest       python-pytest    pytest
student    mformat              mtools           mtools               mtools           mtools
tests      patch                patch            patch                patch            gpatch
bochs      bochs-bin            bochs            bochs                bochs            bochs
bochs      grub-mkrescue        grub-common      grub2-tools-extra    grub             -
bochs      xorriso              xorriso          xorriso              libisoburn       xorriso
matrix     debootstrap          debootstrap      debootstrap          debootstrap      -
'

say()
{
    printf '%s\n' "$*"
}

# Is a tool there? pytest counts when any python3 of this machine has it.
has()
{
    if [ "$1" = pytest ]; then
        sh common/run/pytest.sh --version >/dev/null 2>&1
    else
        command -v "$1" >/dev/null 2>&1
    fi
}

# missing COLUMN: packages of the wanted groups whose tool is not there.
missing()
{
    printf '%s' "$tools" | while read -r group tool apt dnf pacman brew; do
        case " $groups " in
        *" $group "*) ;;
        *) continue ;;
        esac
        has "$tool" && continue
        case $1 in
        tools) printf '%s ' "$tool" ;;
        apt) printf '%s ' "$apt" ;;
        dnf) printf '%s ' "$dnf" ;;
        pacman) printf '%s ' "$pacman" ;;
        brew) printf '%s ' "$brew" ;;
        esac
    done
}

# How to become root: empty when we are, "sudo" when it is there.
root_prefix()
{
    if [ "$(id -u)" = 0 ]; then
        return 0
    elif command -v sudo >/dev/null 2>&1; then
        printf 'sudo '
    else
        return 1
    fi
}

install_with_apt()
{
    packages="$(missing apt)"
    # What a tool needs besides itself when recommended packages are left out.
    case " $packages " in
    *" qemu-system-x86 "*) packages="${packages}seabios " ;;
    esac
    case " $packages " in
    *" bochs "*) packages="${packages}bochs-term bochsbios vgabios grub-pc-bin " ;;
    esac
    line="apt-get install -y --no-install-recommends $packages"
    if ! prefix=$(root_prefix); then
        say "missing: $(missing tools)" >&2
        say "neither root nor sudo here; somebody who is root runs: $line" >&2
        exit 2
    fi
    say "installing: $packages"
    # Another apt may be at work: wait for it instead of failing.
    options='-o DPkg::Lock::Timeout=300 -qq'
    # shellcheck disable=SC2086 # the words of these variables are the arguments
    ${prefix}apt-get $options update &&
        ${prefix}env DEBIAN_FRONTEND=noninteractive apt-get $options install -y \
            --no-install-recommends $packages >/dev/null ||
        { say "apt-get could not install them; its messages are above. By hand: $line" >&2; exit 2; }
}

print_line()
{
    say "missing: $(missing tools)" >&2
    say "install them with: $1" >&2
    exit 2
}

groups=${*:-student}
if [ -z "$(missing tools)" ]; then
    say "everything that the kit needs is here"
    exit 0
fi
if command -v apt-get >/dev/null 2>&1; then
    install_with_apt
elif command -v dnf >/dev/null 2>&1; then
    print_line "sudo dnf install $(missing dnf)"
elif command -v pacman >/dev/null 2>&1; then
    print_line "sudo pacman -S $(missing pacman)"
elif command -v brew >/dev/null 2>&1; then
    print_line "brew install $(missing brew)"
else
    print_line "your system's package manager (Debian's names: $(missing apt))"
fi
left="$(missing tools)"
[ -z "$left" ] || { say "installed, but still not found on the PATH: $left" >&2; exit 2; }
