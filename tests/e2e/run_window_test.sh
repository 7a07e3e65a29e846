#!/bin/sh
# Runs one scenario of window_test.py on a display and a session bus of its own.
# Usage: run_window_test.sh SCENARIO PROGRAM PICTURES; ends with 77 where something needed is absent.

here=$(dirname "$(readlink -f "$0")")

skip()
{
    echo "SKIPPED: $1 is not installed; the window was not tested" >&2
    exit 77
}

for program in Xvfb dbus-run-session import; do
    command -v "$program" >/dev/null || skip "$program"
done
[ -x /usr/libexec/at-spi-bus-launcher ] || skip "at-spi2-core"
/usr/bin/python3 -c 'import gi; gi.require_version("Atspi", "2.0"); from gi.repository import Atspi' 2>/dev/null \
    || skip "the AT-SPI binding (python3-pyatspi)"

runtime=$(mktemp -d)
trap 'rm -rf "$runtime"' EXIT
chmod 700 "$runtime"
export XDG_RUNTIME_DIR="$runtime"
unset DISPLAY WAYLAND_DISPLAY AT_SPI_BUS_ADDRESS
timeout --kill-after=10 170 dbus-run-session -- /usr/bin/python3 "$here/${TW_WINDOW_SCRIPT:-window_test.py}" "$@"
