#!/usr/bin/env python3
"""Runs clang-tidy over every source of a build folder, two at a time, and remembers what was clean.

usage: clang_tidy.py BUILD-DIR

A source is checked again only when its preprocessed text or .clang-tidy has changed: a second run takes seconds.
"""
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Not the tests: they would double the time, and the compilers' warnings are errors there too.
CHECKED = ("app/", "core/", "ui/")
# Shared by all clones: the fingerprint holds no path.
REMEMBERED = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "treewarden-tidy"


def own_sources(build):
    for entry in json.loads((build / "compile_commands.json").read_text()):
        path = pathlib.Path(entry["directory"], entry["file"]).resolve()
        if path.is_relative_to(ROOT) and not path.is_relative_to(build):
            if str(path.relative_to(ROOT)).startswith(CHECKED):
                yield path, entry


def fingerprint(path, entry, configuration):
    """Hash of the source and of what the compiler would see, so that a change in any header counts."""
    arguments = [a for a in shlex.split(entry["command"]) if a != "ccache"]
    output = arguments.index("-o")
    del arguments[output : output + 2]
    text = subprocess.run(arguments + ["-E", "-P"], cwd=entry["directory"], capture_output=True, check=False).stdout
    return hashlib.sha256(configuration + path.read_bytes() + text).hexdigest()


def check(path, entry, build, configuration):
    stamp = REMEMBERED / fingerprint(path, entry, configuration)
    if stamp.exists():
        return None
    command = ["clang-tidy-14", "--quiet", "-p", str(build), "--extra-arg=-Wno-unknown-warning-option", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        stamp.touch()
        return None
    noise = re.compile(r"^\d+ warnings? .*generated|^Suppressed|^Use -header-filter")
    return "\n".join(line for line in (done.stdout + done.stderr).splitlines() if not noise.match(line))


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    REMEMBERED.mkdir(parents=True, exist_ok=True)
    configuration = (ROOT / ".clang-tidy").read_bytes()
    sources = dict(own_sources(build))
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        pending = {pool.submit(check, path, entry, build, configuration): path for path, entry in sources.items()}
        for done in concurrent.futures.as_completed(pending):
            if done.result():
                failed += 1
                print(f"{pending[done].relative_to(ROOT)}\n{done.result()}", flush=True)
    print(f"clang-tidy: {len(sources)} sources, {failed} with findings")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
