"""Compares what twrun recorded with what the workload and the kernel say. Each finding is one sentence."""

import collections

from kernel_witness import SECOND
from recorded_run import raw_status, words

KILLED = 9
# Ends that are closer than this may be seen in either order.
CLEAR = 0.1 * SECOND


def compare_with_ledger(report, ledger, twrun_pid, may_be_killed, trust_intents=True):
    """Each process of the ledger stands in the report once, with its creator and its status."""
    for pid in sorted({process.pid for process in ledger.processes()}):
        told, recorded = ledger.incarnations(pid), report.incarnations(pid)
        if len(told) > len(recorded):
            yield f"process {pid} ({told[-1].role}) lived {len(told)} times and is recorded {len(recorded)} times"
        for process, entry in zip(told, recorded):
            yield from _compare_creator(report, ledger, process, entry, twrun_pid)
            yield from _compare_status(process, entry, may_be_killed, trust_intents)


def _compare_creator(report, ledger, process, entry, twrun_pid):
    creator = report.creator_of(entry)
    adopters = {twrun_pid, 1} | {p.pid for p in ledger.processes() if "subreaper" in p.role}
    for pid in process.creators - adopters:
        if creator is None or creator["pid"] != pid:
            given = creator["pid"] if creator else None
            yield f"process {process.pid} ({process.role}) was created by {pid}, recorded as by {given}"


def _compare_status(process, entry, may_be_killed, trust_intents):
    recorded = raw_status(entry["status"])
    if process.waited is not None:
        if recorded != process.waited:
            yield f"process {process.pid} ({process.role}) ended with {words(process.waited)}, recorded as {words(recorded)}"
    elif process.intended is not None and trust_intents:
        allowed = {process.intended} | ({KILLED} if may_be_killed else set())
        if recorded not in allowed:
            yield f"process {process.pid} ({process.role}) meant to {words(process.intended)}, recorded as {words(recorded)}"


def compare_with_kernel(report, born, twrun_pid):
    """The report holds the processes that the kernel saw being born, and no other."""
    seen = collections.Counter(process.pid for process in born)
    for pid, count in sorted((seen - report.pids()).items()):
        yield f"the kernel saw process {pid} {seen[pid]} times, {count} more than recorded"
    for pid, count in sorted((report.pids() - seen).items()):
        yield f"process {pid} is recorded {report.pids()[pid]} times, {count} more than the kernel saw"
    if seen == report.pids():
        yield from _compare_each(report, born, twrun_pid)


def _compare_each(report, born, twrun_pid):
    used = collections.Counter()
    root = born[0] if born else None
    for process in born:
        entry = report.incarnations(process.pid)[used[process.pid]]
        used[process.pid] += 1
        creator = report.creator_of(entry)
        # A child that takes its creator's parent (CLONE_PARENT) is told as that parent's own.
        if process.parent.pid != twrun_pid and (creator is None or creator["pid"] != process.parent.pid):
            yield f"the kernel says that {process.parent.pid} created {process.pid}; recorded as by {creator and creator['pid']}"
        if not process.has_threads and raw_status(entry["status"]) != process.status:
            recorded = words(raw_status(entry["status"]))
            yield f"the kernel says that {process.pid} ended with {words(process.status)}; recorded as {recorded}"
        yield from _compare_flags(process, entry, root)


def _compare_flags(process, entry, root):
    """`orphaned` and `leaked` say who ended before whom."""
    if process.ended is None:
        yield f"process {process.pid} has not ended"
        return
    for flag, other in (("orphaned", process.parent if process is not root else None), ("leaked", root)):
        if other in (None, process) or other.ended is None or other.has_threads or process.has_threads:
            continue
        gap = process.ended - other.ended
        if abs(gap) > CLEAR and entry[flag] != (gap > 0 and process.born < other.ended):
            # Born after the command's end: nobody says whether that is a leak of the command.
            if flag == "orphaned" or process.born < other.ended:
                yield f"{flag} of process {process.pid} is recorded as {entry[flag]}"


def check_consistency(report):
    """What must hold of every report, whatever ran."""
    json = report.json
    if len(report.by_key) != len(report.processes):
        yield "a key stands for two processes"
    keys = [process["key"] for process in report.processes]
    if keys != sorted(keys):
        yield "the processes are not in order of birth"
    for process in report.processes:
        if process["parent"] is not None and not process["parent"] < process["key"]:
            yield f"process {process['pid']} was born before its creator"
        if process["ended"] is not None and process["ended"] < process["started"]:
            yield f"process {process['pid']} ended before it began"
    for stop in json["stops"]:
        sent = collections.Counter((step["key"], step["signal"]) for step in stop["steps"])
        for (key, signal), count in sent.items():
            if count > 1:
                yield f"{signal} went to process {report.by_key[key]['pid']} {count} times in one stop"


def check_events(events, report):
    """The event lines tell the same story as the report: each process is born once, then ends once."""
    if [event["seq"] for event in events] != list(range(1, len(events) + 1)):
        yield "the events are not numbered from 1 without gaps"
    born, ended = [], []
    for event in events:
        if event["event"] in ("launched", "forked"):
            born.append(event["key"])
        elif event["event"] == "exited":
            if event["key"] not in born or event["key"] in ended:
                yield f"process with key {event['key']} ended unborn or twice"
            ended.append(event["key"])
    if sorted(born) != sorted(report.by_key):
        yield f"{len(born)} births among the events, {len(report.by_key)} processes in the report"
    if not events or events[-1]["event"] != "finished":
        yield "the last event is not that the launch has finished"
