#!/bin/sh
# pytest with whichever python3 of this machine has it: the first on the PATH may be one without.
for python in python3 /usr/bin/python3 /usr/local/bin/python3; do
    if command -v "$python" >/dev/null 2>&1 && "$python" -c 'import pytest' 2>/dev/null; then
        exec "$python" -m pytest "$@"
    fi
done
echo 'pytest is missing: make setup installs it (Debian: python3-pytest)' >&2
exit 2
