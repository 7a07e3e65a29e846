"""twrun on a terminal of its own, and a command that takes the terminal away."""

import os
import pty
import signal
import subprocess
import termios

import world
from faults import require
from ledger import Ledger


class Terminal:
    """A pseudo-terminal whose session is twrun's."""

    def __init__(self, bench, run, command):
        self._main, self._other = pty.openpty()
        self.before = termios.tcgetattr(self._other)
        given = {**os.environ, "LEDGER": run.ledger_path, "WL_TTL": "20", "TMPDIR": run.temporary}
        given.pop("WL_DEADLINE", None)
        # setsid --ctty: whoever leads the session of a terminal is hung up with it.
        argv = ["setsid", "--ctty", bench.place.twrun, "--report", run.folder + "/report", "--", *command]
        self.process = subprocess.Popen(argv, stdin=self._other, stdout=self._other, stderr=self._other, env=given)
        os.set_blocking(self._main, False)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self._main)
        os.close(self._other)

    def modes(self):
        return termios.tcgetattr(self._other)

    def type(self, data):
        os.write(self._main, data)

    def wait_for(self, condition, seconds=20):
        def read_and_ask():
            try:
                os.read(self._main, 1 << 16)
            except OSError:
                pass
            return condition()

        return world.wait_until(read_and_ask, seconds)

    def wait_for_end(self):
        require(self.wait_for(lambda: self.process.poll() is not None), "twrun did not end: it may have been stopped")


def command_takes_the_terminal_and_keeps_it(bench):
    """It makes itself the foreground group, sets raw mode and restores neither: twrun is not stopped, and ends."""
    with bench.run() as run:
        grabber = bench.workload("tty_grabber.py", "--raw", "--hold", "0.3")
        with Terminal(bench, run, grabber) as terminal:
            terminal.wait_for_end()
            require(terminal.process.returncode == 0, f"twrun ended with {terminal.process.returncode}")
            require(Ledger.read(run.ledger_path).marks("raw") == 1, "the command did not get the terminal")
            require(terminal.modes() == terminal.before, "the modes of the terminal were not restored")
        require(not run.leftovers(), "; ".join(run.leftovers()))


def interrupt_key_reaches_the_tree_once(bench):
    """Ctrl+C on the terminal: one SIGINT for each process of the tree."""
    with bench.run() as run:
        graceful = bench.workload("graceful", "--clean-ms", "300", "--code", "7")
        with Terminal(bench, run, graceful) as terminal:
            require(terminal.wait_for(lambda: Ledger.read(run.ledger_path).is_ready()), "the workload never got ready")
            terminal.type(b"\x03")
            terminal.wait_for_end()
            require(terminal.process.returncode == 7, f"twrun ended with {terminal.process.returncode}")
            received = [(record["pid"], record["sig"]) for record in Ledger.read(run.ledger_path).of("sig")]
            require(len(received) == 3 and {number for _, number in received} == {signal.SIGINT}, f"received: {received}")
        require(not run.leftovers(), "; ".join(run.leftovers()))


FAULTS = (command_takes_the_terminal_and_keeps_it, interrupt_key_reaches_the_tree_once)
