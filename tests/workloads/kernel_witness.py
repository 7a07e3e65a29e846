"""What the kernel's process events say of a tree: a witness that shares no code with Treewarden."""

import importlib.util
import os
import struct
import time

FORK, EXIT = 1, 0x80000000
SECOND = 1_000_000_000


class KernelProcess:
    """One process as the kernel told of it; times are nanoseconds since boot."""

    def __init__(self, pid, parent, born):
        self.pid = pid
        self.parent = parent  # KernelProcess; None for the process that was asked about
        self.born = born
        self.ended = None
        self.status = None
        # The exit event of a leader that has threads tells of the leader alone.
        self.has_threads = False


def load_oracle(shared):
    """The reader of process events that comes with the workloads."""
    path = os.path.join(shared, "workloads", "tools", "oracle.py")
    spec = importlib.util.spec_from_file_location("oracle", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class KernelWitness:
    """Listens from its making until close()."""

    def __init__(self, shared):
        try:
            self._oracle = load_oracle(shared).Oracle()
        except OSError:
            self._oracle = None
        self._closed = False

    def close(self):
        """Returns once all that has happened until now was heard: the machine's other processes never pause."""
        if self._oracle and not self._closed:
            asked, heard = time.monotonic_ns(), -1
            while heard != len(self._oracle.raw) and (heard < 1 or unpack(self._oracle.raw[-1])[1] < asked):
                heard = len(self._oracle.raw)
                time.sleep(0.06)
            self._oracle.sock.close()
            self._oracle.thread.join()
        self._closed = True

    def is_complete(self):
        """Whether it heard everything: the kernel answered, and no event was lost."""
        return self._oracle is not None and self._oracle.ok and not self._oracle.lost

    def descendants(self, top):
        """Every process that descends from the process `top`, in order of birth; without `top`."""
        return descendants(top, os.getpid(), (unpack(raw) for raw in self._oracle.raw))


def unpack(raw):
    kind, _, time = struct.unpack_from("=IIQ", raw, 36)
    return (kind, time, *struct.unpack_from("=iiii", raw, 52))


def descendants(top, creator, events):
    """Those of the last process with the number `top` that `creator` made; numbers are used again."""
    live, found = {}, []
    for kind, time, first, second, third, fourth in events:
        if kind == FORK:
            parent, pid, group = live.get(second), third, fourth
            if pid == group == top and second == creator:
                live, found = {top: KernelProcess(top, None, time)}, []
            elif pid != group:
                if group in live:
                    live[group].has_threads = True
            elif parent is not None:
                live[pid] = KernelProcess(pid, parent, time)
                found.append(live[pid])
            else:
                # The number belongs to somebody else now. Until then a process counts as alive: the
                # leader's exit is told while other threads live, and fork, on.
                live.pop(pid, None)
        elif kind == EXIT and first == second and first in live:
            live[first].ended, live[first].status = time, third
    return found
