"""Runs one workload under twrun and says what is wrong with what came of it."""

import itertools
import os

import comparison
import world
from kernel_witness import KernelWitness
from recorded_run import raw_status, shell_code, words
from twrun_run import TwrunRun, command_of


class Place:
    """Where things are, and how twrun is to be run."""

    def __init__(self, twrun, shared, binaries, user, tracking):
        self.twrun = twrun
        self.shared = shared
        self.workloads = shared + "/workloads"
        self.binaries = binaries
        self.user = user
        self.tracking = tracking

    def binaries_of(self, entry):
        return self.binaries if entry.folder == self.workloads else self.binaries + "/more"


class Verdict:
    """What came of one workload: problems, or the reason why it was skipped."""

    def __init__(self, problems=(), skipped=None, processes=0):
        self.problems = list(problems)
        self.skipped = skipped
        self.processes = processes


def check(entry, place):
    witness = KernelWitness(place.shared)
    try:
        with TwrunRun(place.twrun, place.user, entry.ttl) as run:
            return _check(entry, place, run, witness)
    finally:
        witness.close()


def options_of(entry, tracking):
    ladder = ["--stop", entry.ladder()] if entry.ladder() else []
    return ["--quiet", "--tracking", tracking, "--leaks", "wait", *ladder]


def _check(entry, place, run, witness):
    run.start(options_of(entry, place.tracking), command_of(entry.argv, entry.folder, place.binaries_of(entry)), environment={"WORKLOADS": place.workloads})
    cgroups = []
    ready = run.wait_until_ready() if entry.says_ready else True
    if ready and entry.says_ready:
        cgroups = _cgroups_of_run(run)
    if ready and entry.action:
        run.signal(entry.signal())
    if not run.wait_for_end():
        return Verdict(["twrun did not end within 60 s"])
    left = run.leftovers(cgroups)
    witness.close()
    ledger, report = run.ledger(), run.report()
    if ledger.skip_reason():
        return Verdict(left, skipped=ledger.skip_reason())
    if report is None:
        return Verdict([f"there is no report; twrun ended with {run.process.returncode}: {run.streams['stderr'].text()!r}"])
    problems = itertools.chain(
        [] if ready else ["the workload never got ready"],
        left,
        _check_root(entry, run, report),
        _check_output(run, ledger, report),
        _check_ledger(entry, ledger),
        comparison.check_consistency(report),
        comparison.check_events(run.events(), report),
        [] if place.tracking == "sampled" else _check_tree(entry, run, ledger, report, witness),
    )
    return Verdict(problems, processes=len(report.processes))


def _cgroups_of_run(run):
    """Folders of the cgroups between twrun's own and the command's; none where they share one."""
    roots = run.ledger().processes()
    own, base = world.cgroup_of(roots[0].pid) if roots else None, world.cgroup_of(run.process.pid)
    found = []
    while own and base and own != base and own.startswith(base):
        found.append(own)
        own = os.path.dirname(own)
    return found


def _check_root(entry, run, report):
    status = report.json["status"]
    if status is None:
        yield "nobody knows how the command ended"
        return
    ending = {"sig": status["number"]} if "signal" in status else {"code": status["code"]}
    if entry.endings and ending not in entry.endings:
        yield f"the command ended with {words(raw_status(status))}, expected {entry.endings}"
    if run.process.returncode != shell_code(status):
        yield f"twrun ended with {run.process.returncode} where the command ended with {words(raw_status(status))}"
    if entry.action == "kill" and any(stop["survivors"] for stop in report.json["stops"]):
        yield f"twrun says that some survived the kill: {report.json['stops'][-1]['survivors']}"


def _check_output(run, ledger, report):
    expected = ledger.expectations()
    for name, stream in run.streams.items():
        if expected.get(name + "_bytes", stream.bytes) != stream.bytes:
            yield f"{stream.bytes} bytes on {name}, expected {expected[name + '_bytes']}"
        elif expected.get(name + "_crc32", stream.crc32) != stream.crc32:
            yield f"the bytes on {name} are not those that were written"
        if report.json["output"][name + "_bytes"] != stream.bytes:
            yield f"the report counts {report.json['output'][name + '_bytes']} bytes on {name}, {stream.bytes} came through"


def _check_ledger(entry, ledger):
    if ledger.unreadable:
        yield f"{ledger.unreadable} lines of the ledger cannot be read"
    for key, value in entry.expects.items():
        if ledger.expectations().get(key) != value:
            yield f"{key} is {ledger.expectations().get(key)}, expected {value}"
    for name, count in entry.marks.items():
        if ledger.marks(name) != count:
            yield f"{ledger.marks(name)} processes say {name}, expected {count}"
    if entry.signals is not None and len(ledger.of("sig")) != entry.signals:
        yield f"{len(ledger.of('sig'))} signals were received, expected {entry.signals}"
    if entry.name == "fork_chain_kill" and "generations_done" in ledger.expectations():
        yield "the chain came to its own end"


def _check_tree(entry, run, ledger, report, witness):
    if report.json["tracking"] == "sampled":
        yield "the kernel's events were not used"
        return
    if report.json["lost_events"]:
        yield f"{report.json['lost_events']} events were lost"
    twrun = run.process.pid
    may_be_killed = entry.action is not None or entry.ttl != 30
    yield from comparison.compare_with_ledger(report, ledger, twrun, may_be_killed, entry.trust_intents)
    if witness.is_complete():
        yield from comparison.compare_with_kernel(report, witness.descendants(twrun), twrun)
    for process in report.processes:
        if process["status"] is None:
            yield f"nobody knows how process {process['pid']} ended"
