"""What a run left behind in the world, and its removal. Nothing is signalled by number."""

import ctypes
import os
import signal
import time

PR_SET_CHILD_SUBREAPER = 36
NOBODY = 65534


def become_subreaper():
    """What twrun leaves behind becomes our child, and is found."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def wait_until(condition, seconds):
    """Polls; what it returns is the last answer."""
    deadline = time.monotonic() + seconds
    while not (answer := condition()) and time.monotonic() < deadline:
        time.sleep(0.003)
    return answer


def start_ticks(pid):
    """Field 22 of /proc/PID/stat; None where there is no such process."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            return int(file.read().rpartition(b")")[2].split()[19])
    except (OSError, IndexError):
        return None


def cgroup_of(pid):
    """Folder of the process's cgroup (v2); None where it has ended or there is none."""
    try:
        with open(f"/proc/{pid}/cgroup", encoding="utf-8") as file:
            own = [line.strip()[3:] for line in file if line.startswith("0::")]
        with open("/proc/self/mounts", encoding="utf-8") as file:
            mounts = [line.split()[1] for line in file if line.split()[2] == "cgroup2"]
    except OSError:
        return None
    return (mounts[0] + own[0]).rstrip("/") if own and mounts else None


def bearers(mark):
    """Processes in whose environment `mark` stands: those of one run, wherever they have gone."""
    found = []
    for name in os.listdir("/proc"):
        if name.isdigit() and int(name) != os.getpid():
            try:
                with open(f"/proc/{name}/environ", "rb") as file:
                    if mark.encode() in file.read():
                        found.append(int(name))
            except OSError:
                pass
    return found


def children():
    """Our children, adopted ones and zombies as well."""
    try:
        with open(f"/proc/self/task/{os.getpid()}/children", encoding="utf-8") as file:
            return [int(pid) for pid in file.read().split()]
    except OSError:
        return []


def end_bearers(mark):
    """Kills what is left of a run, so that the next one starts clean."""
    for pid in bearers(mark):
        try:
            handle = os.pidfd_open(pid)
        except OSError:
            continue
        if pid in bearers(mark):
            try:
                signal.pidfd_send_signal(handle, signal.SIGKILL)
            except OSError:
                pass
        os.close(handle)


def reap():
    """Takes what was left to us; returns how many there were."""
    taken = 0
    while True:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG | 0x40000000)
        except ChildProcessError:
            return taken
        if pid == 0:
            return taken
        taken += 1


def leftovers(mark, ledger, folder, cgroups, besides=()):
    """Everything that should not be there any more, a sentence each; `besides` are children of ours that may be."""
    for pid in bearers(mark):
        yield f"process {pid} is alive"
    for process in ledger.processes():
        if start_ticks(process.pid) == process.start:
            yield f"process {process.pid} ({process.role}) is still there"
    for pid in set(children()) - set(besides):
        yield f"process {pid} was left to whoever started twrun"
    for name in os.listdir(folder):
        yield f"{name} was left in the folder for temporary files"
    for cgroup in cgroups:
        if os.path.isdir(cgroup):
            yield f"cgroup {cgroup} was left"
