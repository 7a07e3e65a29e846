"""One picture of stopping: a survivor in the log, and a stop that counts down.

Usage: take_stop_screenshot.py PROGRAM light|dark PICTURE
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from accessible_window import Display, Window, wait_for  # noqa: E402
from take_screenshot import environment  # noqa: E402
from window_test import is_below  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
LADDER = "interrupt:50s,terminate:5s,kill"


def pid_of(home, name):
    with open(os.path.join(home, name + ".pid"), encoding="utf-8") as file:
        return file.read()


def settle(window, home):
    """The processes have rows with their names."""
    wait_for("all are ready", lambda: all(os.path.exists(os.path.join(home, name + ".pid")) for name in ("main", "limpet", "rock")))
    wait_for("all have rows", lambda: {"limpet", "rock"} <= {row.get("Name") for row in window.rows("Processes")})


def stop_everything(window, home):
    window.select_row("Processes", lambda row: row.get("PID") == pid_of(home, "limpet"))
    window.press("Interrupt", role="push button|button")
    wait_for("there is a survivor", lambda: "still alive" in window.text("Log"))
    window.select_row("Processes", lambda row: row.get("PID") == pid_of(home, "main"))
    window.press("Stop", role="menu item")
    dialog = wait_for("a question", lambda: window.find_all("dialog|alert"))[0]
    button = next(each for each in window.find_all("push button|button", "Stop") if is_below(each, dialog))
    window.press("Stop", within=button)
    wait_for("it counts down", lambda: re.search(r"SIGTERM in [\dm s]+", window.words()))


def main(program, theme, picture):
    with tempfile.TemporaryDirectory(prefix="demo-") as home:
        # The picture says nothing of the machine that took it.
        shutil.copy(os.path.join(HERE, "stubborn.py"), home)
        os.makedirs(os.path.join(home, "treewarden"))
        with open(os.path.join(home, "treewarden", "treewarden.conf"), "w", encoding="utf-8") as file:
            file.write(f'[stop]\nladder="{LADDER}"\n')
        os.chdir(home)
        display = Display("1180x760")
        command = [program, "--theme", theme, "--", "/usr/bin/python3", "-u", "stubborn.py"]
        window = Window(command, dict(environment(home), TW_E2E_MARKS=home), display)
        try:
            settle(window, home)
            stop_everything(window, home)
            display.screenshot(picture)
            subprocess.run(["mogrify", "-strip", "-colors", "256", "-define", "png:compression-level=9", picture], check=True)
        finally:
            for name in ("main", "limpet", "rock"):
                try:
                    os.kill(int(pid_of(home, name)), signal.SIGKILL)
                except OSError:
                    pass
            window.close()
            display.close()
    print(picture)


if __name__ == "__main__":
    main(os.path.abspath(sys.argv[1]), sys.argv[2], os.path.abspath(sys.argv[3]))
