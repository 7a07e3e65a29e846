"""What a workload wrote about itself while it ran: its ledger, a JSON object a line."""

import collections
import json


class LedgerProcess:
    """One process of the ledger, known by pid and start time (clock ticks since boot)."""

    def __init__(self, pid, start):
        self.pid = pid
        self.start = start
        self.role = ""
        self.creators = set()  # parents that it had when it, or its parent, wrote of it
        self.waited = None     # raw status that its parent got from wait(2)
        self.intended = None   # raw status that it was about to end with


class Ledger:
    """All records of one run."""

    def __init__(self, records, unreadable=0):
        self.records = records
        self.unreadable = unreadable
        self._by_pid = collections.defaultdict(list)
        for record in records:
            self._take(record)

    @classmethod
    def read(cls, path):
        records, unreadable = [], 0
        try:
            with open(path, "rb") as file:
                lines = file.read().splitlines()
        except FileNotFoundError:
            lines = []
        for line in lines:
            try:
                records.append(json.loads(line))
            except ValueError:
                unreadable += 1
        return cls(records, unreadable)

    def processes(self):
        return [process for pid in sorted(self._by_pid) for process in self.incarnations(pid)]

    def incarnations(self, pid):
        """Those that had this number, in order of birth."""
        return sorted(self._by_pid.get(pid, ()), key=lambda process: process.start)

    def of(self, event):
        return [record for record in self.records if record.get("ev") == event]

    def expectations(self):
        return {record["key"]: record["value"] for record in self.of("expect")}

    def marks(self, name):
        return sum(record["name"] == name for record in self.of("mark"))

    def is_ready(self):
        return bool(self.of("ready"))

    def skip_reason(self):
        skips = self.of("skip")
        return skips[0].get("reason", "no reason given") if skips else None

    def _take(self, record):
        event = record.get("ev")
        if event not in ("start", "exit", "child"):
            return
        process = self._find_or_add(record, begins=event == "start")
        if event == "start":
            process.role = record.get("role", "")
        if record.get("ppid"):
            process.creators.add(record["ppid"])
        if event == "child" or record.get("by") == "parent":
            process.waited = record["status"]
        elif event == "exit":
            process.intended = record["status"]

    def _find_or_add(self, record, begins):
        """A second start record of the same number and tick is another process: ticks are 10 ms long.

        A process that no longer sees itself in /proc (it mounted that of a namespace) has no start time."""
        same = [p for p in self._by_pid[record["pid"]] if record["start"] in (p.start, -1)]
        if same and not (begins and same[-1].waited is not None):
            return same[-1]
        process = LedgerProcess(record["pid"], record["start"])
        self._by_pid[record["pid"]].append(process)
        return process
