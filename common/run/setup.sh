#!/bin/sh
# What the kit needs on this machine, and how to get it: `make setup`. Called with the names of groups of
# tools.txt. Installs what is missing where it may, else prints the one line to run. POSIX shell only:
# on a fresh machine there is nothing else yet.
set -eu

tools=common/run/tools.txt

say()
{
    printf '%s\n' "$*"
}

# Is a tool there? pytest counts when any python3 of this machine has it, a compiler when it makes x86-64 ELF.
has()
{
    case $1 in
    pytest) sh common/run/pytest.sh --version ;;
    compiler) sh common/run/toolchain.sh ;;
    /*) set -- $1 && [ -e "$1" ] ;; # a pattern: which folder it is in depends on the machine
    *) command -v "$1" ;;
    esac >/dev/null 2>&1
}

# missing WHAT: tools of the wanted groups that are not there and that this package manager has, or their packages.
missing()
{
    while read -r group tool oldest apt dnf pacman brew; do
        case " $groups " in
        *" $group "*) ;;
        *) continue ;;
        esac
        case $manager in
        apt) package=$apt ;;
        dnf) package=$dnf ;;
        pacman) package=$pacman ;;
        brew) package=$brew ;;
        esac
        [ "$package" != - ] && ! has "$tool" || continue
        [ "$1" = tools ] && printf '%s ' "$tool" || printf '%s ' "$package" | tr , ' '
    done <$tools
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
    packages="$(missing packages)"
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

# The package manager of this machine; Debian's names where there is none that we know.
find_manager()
{
    for name in apt-get dnf pacman brew; do
        if command -v $name >/dev/null 2>&1; then
            echo ${name%-get}
            return
        fi
    done
    echo none
}

case $(uname -sm) in
"Linux x86_64") groups="native ${*:-student}" ;;
*) groups="cross ${*:-student}" ;;
esac
found=$(find_manager)
manager=$found
[ "$found" != none ] || manager=apt
if [ -z "$(missing tools)" ]; then
    say "everything that the kit needs is here"
    exit 0
fi
case $found in
apt) install_with_apt ;;
dnf) print_line "sudo dnf install $(missing packages)" ;;
pacman) print_line "sudo pacman -S $(missing packages)" ;;
brew) print_line "brew install $(missing packages)" ;;
none) print_line "your system's package manager (Debian's names: $(missing packages))" ;;
esac
left="$(missing tools)"
[ -z "$left" ] || { say "installed, but still not found on the PATH: $left" >&2; exit 2; }
