"""What twrun wrote down of a run: report.json and the event lines, in the terms of the ledger."""

import collections
import json


def raw_status(status):
    """The status that wait(2) would give; None where the report says that nobody knows."""
    if status is None:
        return None
    if "signal" in status:
        return status["number"] | (0x80 if status["core_dumped"] else 0)
    return status["code"] << 8


def shell_code(status):
    """What a shell, and twrun, exits with after such an end."""
    return 128 + status["number"] if "signal" in status else status["code"]


def words(raw):
    """A raw status for people."""
    if raw is None:
        return "unknown"
    if raw & 0x7F:
        return f"signal {raw & 0x7F}" + (" with core" if raw & 0x80 else "")
    return f"exit {raw >> 8}"


class Report:
    """report.json."""

    def __init__(self, json_object):
        self.json = json_object
        self.processes = json_object["processes"]
        self.by_key = {process["key"]: process for process in self.processes}
        self._by_pid = collections.defaultdict(list)
        for process in self.processes:
            self._by_pid[process["pid"]].append(process)

    @classmethod
    def read(cls, path):
        try:
            with open(path, encoding="utf-8") as file:
                return cls(json.load(file))
        except (OSError, ValueError):
            return None

    def incarnations(self, pid):
        """Those that had this number, in order of birth."""
        return self._by_pid.get(pid, [])

    def pids(self):
        return collections.Counter(process["pid"] for process in self.processes)

    def creator_of(self, process):
        return self.by_key.get(process["parent"])


def read_events(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]
