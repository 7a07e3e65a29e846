#!/usr/bin/env python3
"""Builds the workloads out of tree. usage: build_workloads.py WORKLOADS BINARIES"""

import os
import shutil
import subprocess
import sys

from catalogue import OWN

SKIPPED = 77


def main():
    workloads, binaries = sys.argv[1:]
    if not os.path.isdir(workloads):
        print("SKIPPED: the workloads are not beside this checkout:", workloads)
        return SKIPPED
    if shutil.which("make") is None or shutil.which("cc") is None:
        print("SKIPPED: make and cc are needed to build the workloads")
        return SKIPPED
    return make(workloads, binaries) or make(OWN, binaries + "/more", "WORKLOADS=" + os.path.abspath(workloads))


def make(folder, binaries, *variables):
    """Writes to `binaries` only."""
    os.makedirs(binaries, exist_ok=True)
    argv = ["make", "-s", "-C", folder, "BIN=" + os.path.abspath(binaries), *variables]
    return subprocess.run(argv, check=False, stdin=subprocess.DEVNULL).returncode


if __name__ == "__main__":
    sys.exit(main())
