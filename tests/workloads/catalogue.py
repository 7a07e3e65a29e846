"""Which workloads there are, what each is about, and with which options of twrun it is run."""

import json
import os
import signal

OWN = os.path.join(os.path.dirname(os.path.abspath(__file__)), "more")

GROUPS = {
    "escape": ("double_fork_daemon", "escapee", "fork_chain", "hydra", "ns_tree", "late_writer", "parents_death", "pipe_holder"),
    "stop": (
        "ignore_sig", "graceful", "stopped_child", "nested_shells", "bg_int_ignored", "mp_pool_int", "nested_executors", "vfork_blocked",
    ),
    "status": ("exit_matrix", "fast_exit", "vfork_spawn", "deep_chain", "many_threads", "odd_children", "traced", "zombies"),
    "output": ("flood", "tail_edge", "torture", "long_line", "fd_audit", "stdin_probe", "tty_grabber"),
    "storm": ("fork_storm",),
    "wide": ("wide_tree", "cpu_hog"),
    "identity": ("nondumpable", "uid_changer", "pid_wrap", "pid_reuse", "mp_pool_spawn", "mp_pool_forkserver", "renames", "stack_target"),
}

# What scans of /proc are asked about: how the command ended, and that nothing is left.
FOR_SAMPLED = (
    "escapee_all", "escapee_kill", "double_fork_daemon_kill", "deep_chain_kill", "wide_tree_kill", "graceful_term",
    "graceful_int", "ignore_sig_kill", "stopped_child_kill", "fork_storm", "late_writer", "tail_edge_5", "fast_exit",
)

# Long enough that no workload is met by a next step: what is asked is what this one does.
SECONDS_OF_PATIENCE = 25
PATIENCE = f"{SECONDS_OF_PATIENCE}s"

# How often a workload is run again that did not end at the signal. A worker of CPython's Pool that SIGINT meets while it holds the
# lock of the task queue takes it to its grave, and terminate() waits for ever: 1 of 40 runs, also where nobody watches.
HANGS_BY_ITSELF = {"mp_pool_int": 2}
ACTIONS = {
    "kill": ("kill", signal.SIGTERM),
    "tree:TERM": ("terminate:" + PATIENCE, signal.SIGTERM),
    "tree:TERM+cont": ("terminate:" + PATIENCE, signal.SIGTERM),
    "tree:INT": ("interrupt:" + PATIENCE, signal.SIGINT),
    "root:TERM": ("terminate@process:" + PATIENCE, signal.SIGTERM),
}


class Entry:
    """One entry of the manifest."""

    def __init__(self, json_object, folder):
        self.folder = folder
        self.name = json_object["name"]
        self.argv = json_object["argv"]
        self.action = json_object.get("action")
        roots = json_object.get("root", [])
        self.endings = roots if isinstance(roots, list) else [roots]
        self.expects = json_object.get("expects", {})
        self.marks = json_object.get("marks", {})
        self.signals = json_object.get("sigs")
        self.ttl = json_object.get("ttl", 30)
        self.says_ready = json_object.get("ready", True)
        self.is_driver = json_object.get("driver", False)
        self.is_huge = json_object.get("storm", False)
        # A shell or an interpreter may end otherwise than it wrote that it would.
        self.trust_intents = not json_object.get("no_compare", False)

    def ladder(self):
        return ACTIONS[self.action][0] if self.action else None

    def signal(self):
        return ACTIONS[self.action][1] if self.action else None

    def group(self):
        fitting = [(len(prefix), group) for group, names in GROUPS.items() for prefix in names if self.name.startswith(prefix)]
        return max(fitting)[1] if fitting else None


def read_manifest(folder):
    with open(os.path.join(folder, "MANIFEST.json"), encoding="utf-8") as file:
        return [Entry(entry, folder) for entry in json.load(file)]


def all_entries(workloads):
    """Those beside the repository, and our own of the same kind."""
    return read_manifest(workloads) + read_manifest(OWN)


def entries(workloads, group, tracking):
    """What is run as a group: all of it, or what scans can answer for."""
    for entry in all_entries(workloads):
        if entry.is_driver or entry.is_huge:
            continue
        if entry.name in FOR_SAMPLED if tracking == "sampled" else entry.group() == group:
            yield entry
