"""One picture for the README: the window over the demo after one worker was interrupted.

Usage: take_screenshot.py PROGRAM light|dark PICTURE
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from accessible_window import Display, Window, wait_for  # noqa: E402

DEMO = "demo.py"
SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "resources", "demo", DEMO)
# In the order in which demo.py starts them, the second waits for a lock.
WAITER_ROW = 2


def environment(home):
    folders = ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME")
    return dict(os.environ, HOME=home, LC_ALL="C.UTF-8", LANGUAGE="en", **{name: home for name in folders})


def interrupt_the_waiter(window):
    wait_for("the pool works", lambda: "the pool says 1" in window.text("Log"))
    pid = window.rows("Processes")[WAITER_ROW]["PID"]
    window.select_row("Processes", lambda row: row.get("PID") == pid)
    window.press("Interrupt", role="push button|button")
    wait_for("the log says where it was", lambda: "KeyboardInterrupt at demo.py" in window.text("Log"))
    wait_for("its row says so", lambda: window.row(lambda row: row["PID"] == pid)["Status"] == "exit 1")


def is_demo(pid):
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            return DEMO.encode() in file.read()
    except OSError:
        return False


def end_the_demo(window):
    for row in window.rows("Processes"):
        if row["State"] != "exited" and is_demo(row["PID"]):
            os.kill(int(row["PID"]), signal.SIGKILL)


def main(program, theme, picture):
    with tempfile.TemporaryDirectory(prefix="demo-") as home:
        # The picture says nothing of the machine that took it.
        shutil.copy(SOURCE, home)
        os.chdir(home)
        display = Display("1180x760")
        command = [program, "--theme", theme, "--", "/usr/bin/python3", "-u", DEMO]
        window = Window(command, environment(home), display)
        try:
            interrupt_the_waiter(window)
            display.screenshot(picture)
            subprocess.run(["mogrify", "-strip", "-colors", "256", "-define", "png:compression-level=9", picture], check=True)
        finally:
            end_the_demo(window)
            window.close()
            display.close()
    print(picture)


if __name__ == "__main__":
    main(os.path.abspath(sys.argv[1]), sys.argv[2], os.path.abspath(sys.argv[3]))
