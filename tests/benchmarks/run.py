#!/usr/bin/env python3
"""Runs the benchmarks of a build folder: whole programs beside their peers, then the ones inside a process.

usage: run.py BUILD-DIR [NAME…]      NAME: programs, storm, kill_tree, or one of the programs bench_*

Every comparison runs both commands in turn, A B A B …, and quotes the median of the ratios of each pair: machines are
noisy, ratios of neighbours are not.
"""
import fcntl
import os
import pathlib
import pty
import resource
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time


def wall_and_cpu(command, **options):
    """Seconds of wall clock and of CPU (user + system) that one run takes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.perf_counter()
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)
    wall = time.perf_counter() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def compare(title, ours, peer, runs, reach):
    """Prints one row: our median, the peer's, the median ratio of the pairs, and the figure to reach."""
    missing = [program for program in (ours[0], peer[0]) if shutil.which(program) is None]
    if missing:
        print(f"{title:44} skipped: {', '.join(missing)} is not installed")
        return
    for command in (ours, peer):
        wall_and_cpu(command)
    pairs = [(wall_and_cpu(ours)[0], wall_and_cpu(peer)[0]) for _ in range(runs)]
    ratio = statistics.median(a / b for a, b in pairs)
    mine, theirs = (statistics.median(column) * 1e3 for column in zip(*pairs))
    print(f"{title:44} {mine:10.1f} ms {theirs:10.1f} ms   ratio {ratio:6.2f}   (reach {reach})", flush=True)


def cpu_of(pid):
    """Seconds of CPU that all threads of a live process have used, to the nanosecond."""
    tasks = pathlib.Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9


def on_terminal(command):
    """Starts a program on a terminal of its own that somebody reads; gives its pid and the terminal."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ["TERM"] = "xterm-256color"
        os.execvp(command[0], command)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 160, 0, 0))

    def drain():
        try:
            while os.read(terminal, 65536):
                pass
        except OSError:  # EIO: it ended
            pass

    threading.Thread(target=drain, daemon=True).start()
    return pid, terminal


def compare_refresh(twrun, testchild, count, intervals, peer_command, reach):
    """CPU of refreshing a tree that does nothing, once a second, beside a monitor doing the same at the same time."""
    title = f"refresh of {count} idle processes, CPU | {peer_command[0]}"
    if shutil.which(peer_command[0]) is None:
        print(f"{title:44} skipped: {peer_command[0]} is not installed")
        return
    tree = subprocess.Popen([twrun, testchild, "fork-tree", "1", str(count)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    peer, terminal = on_terminal(peer_command)
    try:
        for _ in range(count + 1):
            tree.stdout.readline()
        time.sleep(5)  # the first readings, and the peer's first screens
        pairs = []
        for _ in range(intervals):
            before = cpu_of(tree.pid), cpu_of(peer)
            time.sleep(5)
            pairs.append((cpu_of(tree.pid) - before[0], cpu_of(peer) - before[1]))
    finally:
        os.write(terminal, b"q")
        os.waitpid(peer, 0)
        tree.stdin.close()
        tree.wait()
    ratio = statistics.median(a / b for a, b in pairs)
    mine, theirs = (statistics.median(column) / 5 * 1e3 for column in zip(*pairs))
    print(f"{title:44} {mine:10.2f} ms {theirs:10.2f} ms   ratio {ratio:6.3f}   (reach {reach})", flush=True)


def whole_programs(build, folder):
    twrun = str(build / "bin" / "twrun")
    storm = str(build / "tests" / "testchild")
    blocks = "head -c 1000000000 /dev/zero | tr '\\0' x | fold -w 99"
    print(f"{'whole programs':44} {'treewarden':>13} {'peer':>13}")
    compare("twrun true | env true", [twrun, "true"], ["env", "true"], 40, "<= 2.5")
    compare("twrun true | tini true", [twrun, "true"], ["tini", "-s", "--", "true"], 40, "below tini's own cost")
    compare("storm of 20000 forks | without us", [twrun, storm, "storm", "20000", "64"], [storm, "storm", "20000", "64"], 7, "<= 1.05")
    compare(
        "1 GB of lines, stored | tee FILE",
        [twrun, "--session", f"{folder}/s", "sh", "-c", blocks],
        ["sh", "-c", f"({blocks}) | tee {folder}/tee >/dev/null"],
        3,
        "<= 0.67",
    )
    compare_refresh(twrun, storm, 1000, 3, ["htop", "-d", "10"], "<= 0.1")
    compare_refresh(twrun, storm, 1000, 3, ["top", "-d", "1"], "<= 0.16")
    writer = "i=0; while [ $i -lt 200000 ]; do echo a line of some length that says $i; i=$((i+1)); done"
    compare("a line a write | cat", [twrun, "sh", "-c", writer], ["sh", "-c", f"({writer}) | cat"], 5, "<= 1.1")


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    wanted = sys.argv[2:]
    if not wanted or "programs" in wanted:
        with tempfile.TemporaryDirectory() as folder:
            whole_programs(build, folder)
    if not wanted or "storm" in wanted:
        print("\nstorm", flush=True)
        subprocess.run([sys.executable, pathlib.Path(__file__).parent / "storm.py", build], check=False)
    if not wanted or "kill_tree" in wanted:
        print("\nkill_tree", flush=True)
        subprocess.run([sys.executable, pathlib.Path(__file__).parent / "kill_tree.py", build], check=False)
    for program in sorted((build / "bin").glob("bench_*")):
        if not wanted or program.name in wanted:
            print(f"\n{program.name}", flush=True)
            subprocess.run([program, "--benchmark_color=false"], check=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
