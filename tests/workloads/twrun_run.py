"""One command under twrun: what it wrote, what it recorded, how it ended."""

import os
import selectors
import signal
import subprocess
import tempfile
import time
import zlib

import world
from ledger import Ledger
from recorded_run import Report, read_events

PYTHON = "/usr/bin/python3"


class Stream:
    """A stream of twrun, read to its end: its length and checksum, and how it begins."""

    def __init__(self):
        self.bytes, self.crc32, self.head = 0, 0, b""

    def add(self, data):
        self.bytes += len(data)
        self.crc32 = zlib.crc32(data, self.crc32)
        self.head += data[: 20000 - len(self.head)]

    def text(self):
        return self.head.decode(errors="replace")


class TwrunRun:
    """A folder, a ledger and one twrun in it; use it as a context. `user`: run as nobody where we are root."""

    def __init__(self, twrun, user=False, ttl=30):
        self._twrun = twrun
        self._uid = world.NOBODY if user and os.geteuid() == 0 else None
        self._ttl = ttl
        self._selector = selectors.DefaultSelector()
        self.process = None
        self.streams = {"stdout": Stream(), "stderr": Stream()}

    def __enter__(self):
        self._folder = tempfile.TemporaryDirectory(prefix="tw-load-", ignore_cleanup_errors=True)
        os.chmod(self.folder, 0o777)
        os.mkdir(self.temporary)
        os.chmod(self.temporary, 0o777)
        return self

    def __exit__(self, *_):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self._selector.close()
        world.end_bearers(self.mark)
        world.wait_until(lambda: not world.bearers(self.mark), 5)
        world.reap()
        self._folder.cleanup()

    @property
    def folder(self):
        return self._folder.name

    @property
    def temporary(self):
        """The only place where twrun and its command are to put temporary files."""
        return os.path.join(self.folder, "tmp")

    @property
    def ledger_path(self):
        return os.path.join(self.folder, "ledger")

    @property
    def mark(self):
        """Stands in the environment of each process of this run and of no other."""
        return "LEDGER=" + self.ledger_path

    def start(self, options, command, prefix=(), environment=None):
        """`prefix`: a command that starts twrun in some other surroundings."""
        files = ["--report", self.folder + "/report", "--events", self.folder + "/events"]
        given = dict(os.environ, LEDGER=self.ledger_path, WL_TTL=str(self._ttl), TMPDIR=self.temporary, **(environment or {}))
        given.pop("WL_DEADLINE", None)
        identity = {} if self._uid is None else {"user": self._uid, "group": self._uid, "extra_groups": []}
        self.process = subprocess.Popen(
            [*prefix, self._twrun, *files, *options, "--", *command],
            env=given, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            cwd=self.folder, start_new_session=True, **identity,
        )
        for name, pipe in (("stdout", self.process.stdout), ("stderr", self.process.stderr)):
            self._selector.register(pipe, selectors.EVENT_READ, self.streams[name])

    def pump(self, seconds=0.005):
        """Reads what twrun has written, for at most that long."""
        if not self._selector.get_map():
            time.sleep(seconds)
        for key, _ in self._selector.select(seconds):
            data = os.read(key.fd, 1 << 20)
            if data:
                key.data.add(data)
            else:
                self._selector.unregister(key.fileobj)
                key.fileobj.close()

    def wait_for(self, condition, seconds):
        """Goes on reading until the condition holds; False after the deadline."""
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                return False
            self.pump()
        return True

    def wait_until_ready(self, seconds=30):
        def is_ready_or_over():
            return self.process.poll() is not None or self.ledger().is_ready()

        return self.wait_for(is_ready_or_over, seconds) and self.ledger().is_ready()

    def wait_for_end(self, seconds=60):
        """Until twrun has ended and its output is read; what is left then is looked at at once."""
        if not self.wait_for(lambda: self.process.poll() is not None, seconds):
            return False
        return self.wait_for(lambda: not self._selector.get_map(), 5)

    def signal(self, number):
        self.process.send_signal(number)

    def ledger(self):
        return Ledger.read(self.ledger_path)

    def report(self):
        return Report.read(self.folder + "/report")

    def events(self):
        return read_events(self.folder + "/events")

    def leftovers(self, cgroups=(), besides=()):
        return list(world.leftovers(self.mark, self.ledger(), self.temporary, cgroups, besides))


def command_of(argv, workloads, binaries):
    """The command line of a workload: its program stands among the scripts or was built."""
    name, arguments = argv[0], argv[1:]
    if name.endswith(".py"):
        return [PYTHON, "-B", os.path.join(workloads, name), *arguments]
    if name.endswith(".sh"):
        return ["/bin/sh", os.path.join(workloads, name), *arguments]
    return [os.path.join(binaries, name), *arguments]


STOP_SIGNALS = {"INT": signal.SIGINT, "TERM": signal.SIGTERM}
