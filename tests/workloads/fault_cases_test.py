#!/usr/bin/env python3
"""The map of fault cases is whole, and all that it names exists. usage: fault_cases_test.py ROOT [WORKLOADS]"""

import json
import os
import re
import sys

import catalogue
from run_faults import GROUPS

HERE = os.path.dirname(os.path.abspath(__file__))
CASES = 75


def rows(text):
    return [(int(number), cover) for number, _, cover in re.findall(r"^\| (\d+) \| (.*?) \| (.*) \|$", text, re.MULTILINE)]


def known_names(workloads):
    """None where the workloads are absent: their names cannot be checked."""
    if not os.path.isdir(workloads):
        return None
    manifests = [os.path.join(folder, "MANIFEST.json") for folder in (workloads, catalogue.OWN)]
    names = {fault.__name__ for faults in GROUPS.values() for fault in faults}
    for path in manifests:
        with open(path, encoding="utf-8") as file:
            names |= {entry["name"] for entry in json.load(file)}
    return names


def breaches(text, root, names):
    found = rows(text)
    if [number for number, _ in found] != list(range(1, CASES + 1)):
        yield "the cases are not 1 to 75, each once"
    for number, cover in found:
        named = re.findall(r"`([^`]+)`", cover)
        if not named and "later" not in cover:
            yield f"case {number} is not covered and nothing says why"
        for name in named:
            if "/" in name and not os.path.isfile(os.path.join(root, name)):
                yield f"case {number}: there is no {name}"
            elif "/" not in name and names is not None and name not in names:
                yield f"case {number}: there is no workload or fault {name}"


def main():
    root = sys.argv[1]
    names = known_names(os.path.join(root, "..", "shared", "workloads"))
    with open(os.path.join(HERE, "FAULT_CASES.md"), encoding="utf-8") as file:
        text = file.read()
    broken = text.replace("| 7 |", "| 8 |").replace("`hydra_kill`", "`hydra_kiss`").replace("storm.py", "storm.cc")
    if names is not None and len(list(breaches(broken, root, names))) < 3:
        print("the check does not notice a broken map")
        return 1
    found = list(breaches(text, root, names))
    print("\n".join(found) or "the map is whole")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
