#!/usr/bin/env python3
"""Storms of short processes under twrun: what is missing, what is wrong, and what watching costs.

usage: storm.py BUILD-DIR [--runs 3] [--pairs 3] [--count 20000] [--parents 1,2,64] [--fork-only]

For each number of parents, RUNS runs of each kind, and PAIRS for the ratio:
  watched  what the report lacks of the children and of their statuses
  paused   the same with twrun stopped for 200 ms in the middle, as a suspended or starved machine would
  ratio    wall time under twrun by that of the storm alone, in alternating pairs; median
Each child ends with a status that tells its number, so that the report can be checked without a second witness.
"""
import argparse
import collections
import json
import os
import pathlib
import signal
import statistics
import subprocess
import tempfile
import time

PAUSE = 0.2


class Storm:
    """COUNT children of PARENTS, by the test's own program."""

    def __init__(self, build, executes, count, parents):
        self.twrun = str(build / "bin" / "twrun")
        program = [str(build / "bin" / "end_with")] if executes else []
        self.command = [str(build / "tests" / "testchild"), "storm", str(count), str(parents), *program]
        self.count, self.parents = count, parents

    def wall(self, watched):
        """Seconds of one run, without a report: what a user waits for."""
        begun = time.perf_counter()
        subprocess.run([self.twrun, *self.command] if watched else self.command, check=False, stdin=subprocess.DEVNULL)
        return time.perf_counter() - begun

    def report(self, pause_after=None):
        with tempfile.TemporaryDirectory() as folder:
            path = folder + "/report"
            with subprocess.Popen([self.twrun, "--report", path, "--", *self.command], stdin=subprocess.DEVNULL) as twrun:
                if pause_after is not None:
                    time.sleep(pause_after)
                    # twrun is our child and not yet waited for: the number is its own.
                    os.kill(twrun.pid, signal.SIGSTOP)
                    time.sleep(PAUSE)
                    os.kill(twrun.pid, signal.SIGCONT)
            with open(path, encoding="utf-8") as file:
                return json.load(file)

    def losses(self, report):
        """How many children are missing, have a wrong status, or one that nobody knows."""
        root = report["processes"][0]["key"]
        storming = [root] if self.parents == 1 else [p["key"] for p in report["processes"] if p["parent"] == root]
        recorded = collections.defaultdict(collections.Counter)
        for process in report["processes"]:
            status = process["status"]
            recorded[process["parent"]][None if status is None else status.get("code", -1)] += 1
        missing = wrong = unknown = 0
        for index in range(self.parents):
            first, last = (self.count * (index + more) // self.parents for more in (0, 1))
            expected = collections.Counter(number & 0xFF for number in range(first, last))
            found = recorded[storming[index]] if index < len(storming) else collections.Counter()
            missing += max(0, expected.total() - found.total())
            unknown += found.pop(None, 0)
            wrong += (found - expected).total()
        return collections.Counter(missing=missing, wrong=wrong, unknown=unknown, lost=report["lost_events"])


def describe(sums, runs):
    flawed = sum(bool(run.total()) for run in runs)
    return f"missing {sums['missing']}, wrong {sums['wrong']}, unknown {sums['unknown']}, lost_events {sums['lost']} ({flawed} of {len(runs)} runs)"


def weather(storm, runs, pairs):
    """All kinds of runs of one storm, a line each."""
    times = [(storm.wall(watched=True), storm.wall(watched=False)) for _ in range(pairs)]
    alone = statistics.median(pair[1] for pair in times)
    for name, pause_after in (("watched", None), ("paused", alone / 2)):
        losses = [storm.losses(storm.report(pause_after)) for _ in range(runs)]
        print(f"{storm.parents:3} parents  {name:8} {describe(sum(losses, collections.Counter()), losses)}", flush=True)
    ratios = [watched / by_itself for watched, by_itself in times]
    print(
        f"{storm.parents:3} parents  ratio    {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
        f"   alone {alone * 1e3:.0f} ms   (reach <= 1.05)",
        flush=True,
    )


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=lambda text: pathlib.Path(text).resolve())
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--count", type=int, default=20000)
    parser.add_argument("--parents", default="1,2,64")
    parser.add_argument("--fork-only", action="store_true", help="the children execute nothing")
    given = parser.parse_args()
    what = "fork" if given.fork_only else "fork + exec"
    print(f"storms of {given.count} {what}, {given.runs} runs each")
    for parents in given.parents.split(","):
        weather(Storm(given.build, not given.fork_only, given.count, int(parents)), given.runs, given.pairs)


if __name__ == "__main__":
    main()
