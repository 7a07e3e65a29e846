#!/bin/sh
# Takes the pictures of the README: the real window on the demo after one worker was interrupted, and one
# while it stops what does not want to.
# Usage: take_screenshots.sh [PROGRAM [FOLDER]]; without PROGRAM that of the dev build.

here=$(dirname "$(readlink -f "$0")")
root=$(dirname "$(dirname "$here")")
program=${1:-$root/build/dev/bin/treewarden}
folder=${2:-$root/resources/screenshots}

[ -x "$program" ] || { echo "$program is not built" >&2; exit 1; }
mkdir -p "$folder"
for theme in light dark; do
    TW_WINDOW_SCRIPT=take_stop_screenshot.py "$here/run_window_test.sh" "$program" "$theme" "$folder/stop-$theme.png" || exit
    TW_WINDOW_SCRIPT=take_screenshot.py "$here/run_window_test.sh" "$program" "$theme" "$folder/window-$theme.png" || exit
done
