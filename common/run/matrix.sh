#!/bin/sh
# The kit on other Debian releases, each in a folder of its own made by debootstrap: what must hold is
# checked on every QEMU that students have. Called by `make test-matrix` and `make test-fresh`.
#
#   matrix.sh ROOTS KIT CASE...     ROOTS: folder for the Debian trees, KIT: the kit's folder
#
# A case is a row of the table below. Status 0 when every case did what its row expects.
set -eu

# case                suite     from                 what runs in it       what must come out
cases='
fresh                 bookworm  bookworm             fresh                 passes
debian-12             bookworm  bookworm             labs                  passes
debian-13             trixie    trixie               labs                  passes
debian-13-backports   trixie    trixie-backports     labs                  passes
debian-12-backports   bookworm  bookworm-backports   boot                  refused
'
mirror=${DEBIAN_MIRROR:-} # empty: the one that debootstrap knows

say()
{
    printf 'matrix: %s\n' "$*"
}

fail()
{
    printf 'matrix: %s\n' "$*" >&2
    exit 2
}

# in_root ROOT COMMAND: run a shell command inside the Debian tree.
in_root()
{
    chroot "$1" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 \
        DEBIAN_FRONTEND=noninteractive sh -c "$2"
}

# make_root CASE SUITE FROM: a Debian tree with only make, gcc and git, unless it is there already.
make_root()
{
    root=$roots/$1
    [ -e "$root/.ready" ] && return
    say "$1: making a minimal Debian $2"
    # shellcheck disable=SC2086 # no mirror is no argument
    debootstrap --variant=minbase "$2" "$root" $mirror >"$root.log" 2>&1 ||
        fail "$1: debootstrap failed; its log is $root.log"
    if [ "$3" != "$2" ]; then
        sed -n "s/ $2 / $3 /p" "$root/etc/apt/sources.list" >"$root/etc/apt/sources.list.d/backports.list"
        printf 'Package: qemu* seabios\nPin: release n=%s\nPin-Priority: 900\n' "$3" \
            >"$root/etc/apt/preferences.d/backports"
    fi
    in_root "$root" 'apt-get update && apt-get install -y --no-install-recommends make gcc git' \
        >>"$root.log" 2>&1 || fail "$1: apt-get failed; its log is $root.log"
    : >"$root/.ready"
}

# copy_kit ROOT: the tracked files of the kit, as they are now, without what was built.
copy_kit()
{
    rm -rf "$1/kit"
    mkdir "$1/kit"
    (cd "$kit" && git ls-files -z | tar --null -cf - -T -) | tar -xf - -C "$1/kit"
    in_root "$1" 'cd /kit && git init -q && git add -A &&
        git -c user.name=kit -c user.email=kit@localhost commit -qm kit'
}

# run_case ROOT WHAT: prints the log of the goals, returns their status.
run_case()
{
    case $2 in
    fresh) in_root "$1" 'cd /kit && make demo && make test' ;;
    labs) in_root "$1" 'cd /kit && make setup && make lab6 grade SOLUTION=1 &&
              make lab6 qemu SOLUTION=1 GUEST=/sbin/exits' ;;
    boot) in_root "$1" 'cd /kit && make setup && make lab6 qemu SOLUTION=1' ;;
    esac
}

# judge CASE EXPECTED STATUS LOG
judge()
{
    if [ "$2" = passes ] && [ "$3" = 0 ]; then
        say "$1: passed ($version)"
    elif [ "$2" = refused ] && [ "$3" != 0 ] && grep -q "($refused_status)" "$4"; then
        say "$1: the ROM refused this QEMU, as it must ($version)"
    else
        say "$1: FAILED with status $3, expected: $2 ($version); log: $4"
        tail -n 20 "$4"
        return 1
    fi
}

[ $# -ge 3 ] || fail 'usage: matrix.sh ROOTS KIT CASE...'
roots=$1
kit=$2
shift 2
refused_status=$(sed -n 's/^OUTCOME(MACHINE_REFUSED, \([0-9]*\),.*/\1/p' "$kit/common/kit/outcome.def")
[ "$(id -u)" = 0 ] || fail 'chroot and debootstrap need root: run it as root or with sudo'
command -v debootstrap >/dev/null || fail 'debootstrap is missing: apt-get install debootstrap'
mkdir -p "$roots"

failed=0
for name in "$@"; do
    row=$(printf '%s' "$cases" | awk -v name="$name" '$1 == name')
    [ -n "$row" ] || fail "no case $name; there are: $(printf '%s' "$cases" | awk '{ printf "%s ", $1 }')"
    # shellcheck disable=SC2086 # the row's words are the arguments
    set -- $row
    make_root "$1" "$2" "$3"
    copy_kit "$roots/$1"
    say "$1: running ($4)"
    log=$roots/$1.run.log
    status=0
    run_case "$roots/$1" "$4" >"$log" 2>&1 </dev/null || status=$?
    version=$(in_root "$roots/$1" 'qemu-system-x86_64 --version' | head -n 1)
    judge "$1" "$5" "$status" "$log" || failed=1
done
exit $failed
