#!/usr/bin/env python3
"""Runs the workloads of a group under twrun and compares what it recorded with the truth.

usage: run_group.py --twrun FILE --shared DIR --binaries DIR GROUP root|user [--tracking auto] [--only NAME] [--repeat N]

Ends with 1 where something is wrong, with 77 where nothing could be run here.
"""

import argparse
import os
import sys
import time

import catalogue
import world
from workload_check import Place, check

SKIPPED = 77


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--twrun", required=True)
    parser.add_argument("--shared", required=True)
    parser.add_argument("--binaries", required=True)
    parser.add_argument("--tracking", default="auto", choices=("auto", "exact", "sampled"))
    parser.add_argument("--only")
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("group")
    parser.add_argument("user", choices=("root", "user"))
    return parser.parse_args()


def run_entries(chosen, place, repeat):
    """Returns how many were right, wrong and skipped."""
    count = {"right": 0, "WRONG": 0, "skipped": 0}
    for entry in (entry for entry in chosen for _ in range(repeat)):
        begun = time.monotonic()
        verdict = check(entry, place)
        for _ in range(catalogue.HANGS_BY_ITSELF.get(entry.name, 0)):
            if not verdict.problems or time.monotonic() - begun < catalogue.SECONDS_OF_PATIENCE:
                break
            print(f"again   {entry.name:24}it hung, as it does by itself now and then: {verdict.problems[0]}", flush=True)
            begun = time.monotonic()
            verdict = check(entry, place)
        word = "WRONG" if verdict.problems else "skipped" if verdict.skipped else "right"
        count[word] += 1
        print(f"{word:8}{entry.name:24}{time.monotonic() - begun:6.2f} s {verdict.processes:5} processes", verdict.skipped or "", flush=True)
        for problem in verdict.problems[:8]:
            print(f"        - {problem}")
        if len(verdict.problems) > 8:
            print(f"        - and {len(verdict.problems) - 8} more")
    return count


def main():
    given = arguments()
    if not os.path.isdir(given.shared + "/workloads"):
        print("SKIPPED: the workloads are not beside this checkout")
        return SKIPPED
    if given.user == "root" and os.geteuid() != 0:
        print("SKIPPED: this asks what twrun does as root")
        return SKIPPED
    world.become_subreaper()
    twrun, shared, binaries = map(os.path.abspath, (given.twrun, given.shared, given.binaries))
    place = Place(twrun, shared, binaries, given.user == "user", given.tracking)
    chosen = list(catalogue.entries(place.workloads, given.group, given.tracking))
    if given.only:
        chosen = [entry for entry in catalogue.all_entries(place.workloads) if entry.name == given.only]
    count = run_entries(chosen, place, given.repeat)
    print(", ".join(f"{number} {word}" for word, number in count.items()))
    if count["WRONG"] or not chosen:
        return 1
    return 0 if count["right"] else SKIPPED


if __name__ == "__main__":
    sys.exit(main())
