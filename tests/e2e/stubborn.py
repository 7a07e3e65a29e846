"""What does not stop when it is asked to: main shrugs at SIGINT, limpet ignores it, rock shrugs at SIGTERM as well.

Every process leaves `NAME.pid` in the folder MARKS once it is ready; main leaves `main.usr1` at SIGUSR1.
"""

import os
import signal
import sys

MARKS = os.environ["TW_E2E_MARKS"]


def mark(name, text):
    """Writes a mark that is never seen half written."""
    path = os.path.join(MARKS, name)
    with open(path + ".new", "w", encoding="utf-8") as file:
        file.write(text)
    os.rename(path + ".new", path)


def shrug(*_):
    pass


def stay(name):
    with open("/proc/self/comm", "w", encoding="utf-8") as file:
        file.write(name)
    mark(name + ".pid", str(os.getpid()))
    while True:
        signal.pause()


def main():
    signal.signal(signal.SIGINT, shrug)
    if os.fork() == 0:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        stay("limpet")
    if os.fork() == 0:
        signal.signal(signal.SIGTERM, shrug)
        stay("rock")
    signal.signal(signal.SIGUSR1, lambda *_: mark("main.usr1", ""))
    print("stubborn", flush=True)
    stay("main")


if __name__ == "__main__":
    sys.exit(main())
