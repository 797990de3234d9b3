#!/bin/sh
# A compiler, linker and objcopy for x86-64 ELF on this machine, whatever machine it is: prints them as
# three words. Called by the Makefile, where gcc is not the host's own for x86-64, with TOOLCHAIN's value.
#
#   toolchain.sh [auto|gcc|clang]       status 1, and nothing printed, when there is none
set -eu

there()
{
    for tool in "$@"; do
        command -v "$tool" >/dev/null 2>&1 || return 1
    done
}

# gcc of this machine makes x86-64 ELF only on an x86-64 Linux (or *BSD); macOS' gcc is a clang for Mach-O.
native_gcc()
{
    there gcc ld objcopy || return 1
    case $(gcc -dumpmachine 2>/dev/null) in
    x86_64-*linux* | x86_64-*bsd* | x86_64-*elf) echo gcc ld objcopy ;;
    *) return 1 ;;
    esac
}

cross_gcc()
{
    for prefix in x86_64-elf- x86_64-linux-gnu-; do
        if there "${prefix}gcc" "${prefix}ld" "${prefix}objcopy"; then
            echo "${prefix}gcc ${prefix}ld ${prefix}objcopy"
            return
        fi
    done
    return 1
}

# Homebrew keeps llvm and lld off the PATH, Debian may have numbered names only.
clang_of()
{
    there "$1clang$2" "$3ld.lld$2" "$1llvm-objcopy$2" || return 1
    echo "$1clang$2 $3ld.lld$2 $1llvm-objcopy$2"
}

clang()
{
    clang_of '' '' '' && return
    for brew in /opt/homebrew/opt /usr/local/opt; do
        clang_of "$brew/llvm/bin/" '' "$brew/lld/bin/" && return
        clang_of "$brew/llvm/bin/" '' "$brew/llvm/bin/" && return
    done
    for version in 22 21 20 19 18 17 16 15 14; do
        clang_of '' "-$version" '' && return
    done
    return 1
}

case ${1:-auto} in
auto) native_gcc || cross_gcc || clang ;;
gcc) native_gcc || cross_gcc ;;
clang) clang ;;
*) exit 1 ;;
esac
