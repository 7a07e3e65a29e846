#!/usr/bin/env python3
"""Builds the workloads out of tree. usage: build_workloads.py WORKLOADS BINARIES"""

import os
import shutil
import subprocess
import sys

SKIPPED = 77


def main():
    workloads, binaries = sys.argv[1:]
    if not os.path.isdir(workloads):
        print("SKIPPED: the workloads are not beside this checkout:", workloads)
        return SKIPPED
    if shutil.which("make") is None or shutil.which("cc") is None:
        print("SKIPPED: make and cc are needed to build the workloads")
        return SKIPPED
    os.makedirs(binaries, exist_ok=True)
    return subprocess.run(["make", "-s", "-C", workloads, "BIN=" + binaries], check=False, stdin=subprocess.DEVNULL).returncode


if __name__ == "__main__":
    sys.exit(main())
