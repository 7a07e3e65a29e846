"""What the faults need: a place to run in, requirements that are named when they fail, workloads by name."""

import contextlib
import json
import os
import subprocess

import comparison
from twrun_run import PYTHON, TwrunRun, command_of


class Skipped(Exception):
    """The machine cannot provoke the fault."""


class Failed(Exception):
    """twrun did not do what it must."""


def require(holds, what):
    if not holds:
        raise Failed(what)


def need_root():
    if os.geteuid() != 0:
        raise Skipped("needs root")


class FaultBench:
    """Starts twrun on workloads, and the drivers around it."""

    def __init__(self, place):
        self.place = place

    def run(self, user=False, ttl=30):
        return TwrunRun(self.place.twrun, user or self.place.user, ttl)

    def workload(self, *argv):
        return command_of(argv, self.place.workloads, self.place.binaries)

    @contextlib.contextmanager
    def driver(self, script, *arguments, says="frozen"):
        """A driver that runs beside twrun until it has ended by itself, or this context ends."""
        argv = [PYTHON, "-B", os.path.join(self.place.workloads, script), *map(str, arguments)]
        with subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
            try:
                said = process.stdout.readline().decode()
                if not said and process.wait() == 77:
                    raise Skipped(script + " cannot work here")
                require(said.startswith(says), f"{script} said {said!r}")
                yield process
            finally:
                process.terminate()
                process.communicate()


def require_end(run, seconds=60):
    require(run.wait_for_end(seconds), f"twrun did not end within {seconds} s")


def require_true_record(run, expected_code, killed=False):
    """How it ended, and that the report agrees with the ledger and leaves nothing out."""
    require_code(run, expected_code)
    report, ledger = run.report(), run.ledger()
    require(report is not None, "there is no report")
    found = [*comparison.compare_with_ledger(report, ledger, run.process.pid, killed), *comparison.check_consistency(report),
             *comparison.check_events(run.events(), report)]
    require(not found, "; ".join(found[:4]))
    return report


def require_code(run, expected):
    require(run.process.returncode == expected, f"twrun ended with {run.process.returncode}, expected {expected}; stderr: {run.streams['stderr'].text()}")


def require_nothing_left(run, *besides):
    """`besides`: drivers that still run."""
    left = run.leftovers(besides=[process.pid for process in besides])
    require(not left, "; ".join(left[:4]))


def survivors(report):
    return [survivor for stop in report.json["stops"] for survivor in stop["survivors"]]


def steps(report, signal):
    return [step for stop in report.json["stops"] for step in stop["steps"] if step["signal"] == signal]


def read_json(path):
    with open(path, encoding="utf-8", errors="surrogateescape") as file:
        return json.load(file)


