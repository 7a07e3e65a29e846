"""twrun where something is missing, full, forbidden or wrong."""

import errno
import os
import shutil
import signal
import subprocess

import world
from faults import Skipped, need_root, read_json, require, require_code, require_end, require_nothing_left, require_true_record
from twrun_run import PYTHON

# twrun itself could not be started with such arguments, or has no option for the working directory.
NOT_THROUGH_TWRUN = ("arg_too_long", "args_too_many", "cwd_missing", "cwd_is_file", "cwd_no_permission")


def commands_that_cannot_be_executed(bench):
    """127 where there is no such file, 126 where it cannot be executed, the reason in words, and no process."""
    with bench.run() as folder:
        script = os.path.join(bench.place.workloads, "exec_failures.py")
        subprocess.run([PYTHON, "-B", script, folder.folder + "/cases"], check=True, stdout=subprocess.DEVNULL)
        cases = [case for case in read_json(folder.folder + "/cases/cases.json") if case["name"] not in NOT_THROUGH_TWRUN]
        wrong = [problem for case in cases for problem in _try_command(bench, case)]
        require(not wrong, "; ".join(wrong))


def _try_command(bench, case):
    unprivileged = case.get("unprivileged", False)
    held = open(case["hold_open_for_write"], "r+b") if "hold_open_for_write" in case else None
    with bench.run(user=unprivileged) as run:
        # A folder of PATH that may not be searched would be another reason.
        run.start([], [os.fsencode(word) for word in case["argv"]], environment={"PATH": "/usr/bin:/bin"})
        require_end(run)
        code, report = run.process.returncode, run.report()
        said = run.streams["stderr"].text()
        if case["stage"] == "none":
            if code != case["exit"] or report.json["status"] != {"code": case["exit"]}:
                yield f"{case['name']}: ended with {code}, expected {case['exit']}"
        else:
            yield from _check_failure(case, code, report, said)
        for left in run.leftovers():
            yield f"{case['name']}: {left}"
    if held:
        held.close()


def _check_failure(case, code, report, said):
    path = case["argv"][0]
    number = getattr(errno, case["errno"])
    # An empty name is a wrong command line; an interpreter that is missing was not what was asked for.
    expected = (125,) if not path else (127,) if number == errno.ENOENT and not os.path.exists(path) else (126,)
    # A name below a file is as little found as it can be executed; shells differ.
    expected += (127,) if number == errno.ENOTDIR else ()
    if code not in expected:
        yield f"{case['name']}: ended with {code}, expected {expected[0]}: {said}"
    if said.count("\n") != 1 or not said.startswith("twrun: "):
        yield f"{case['name']}: said {said!r}"
    if path and (report is None or report.processes or report.json["status"] is not None):
        yield f"{case['name']}: the report tells of a run that never was"


def wall_clock_jumps(bench):
    """Two hours back and forth during a step change neither its length nor the order of times."""
    for jump in ("-7200", "7200"):
        with bench.run() as run:
            offset = run.folder + "/offset"
            _write(offset, "0")
            given = {"CLOCKSHIM": offset, "LD_PRELOAD": os.path.join(bench.place.binaries, "clockshim.so")}
            run.start(["--quiet", "--stop", "terminate:20s,kill"], bench.workload("graceful", "--clean-ms", "300"), environment=given)
            if not run.wait_until_ready():
                raise Skipped("twrun does not start with the shim: a sanitizer, or no shared libc")
            run.signal(signal.SIGTERM)
            require(run.wait_for(lambda: run.ledger().of("sig"), 20), "the signal never came")
            _write(offset, jump)
            require_end(run, 15)
            report = require_true_record(run, 42)
            require(report.json["ended"] - report.json["started"] < 60, "the run lasted hours")
            times = [event["time"] for event in run.events()]
            # Each event tells when it happened, which may be a moment before the one that is told first.
            require(max(times) - min(times) < 60, "times jumped")
            require_nothing_left(run)


def _write(path, text):
    with open(path, "w", encoding="ascii") as file:
        file.write(text)


def disk_is_full(bench):
    """The session does not fit on its disk: the output passes through all the same, the status is right."""
    need_root()
    with bench.run() as run:
        folder = run.folder + "/small"
        prefix = ["/bin/sh", os.path.join(bench.place.workloads, "small_fs.sh"), "2m", folder]
        flood = bench.workload("flood_output", "--mb", "60", "--code", "3")
        run.start(["--session", folder + "/session"], flood, prefix=prefix)
        require_end(run)
        if run.process.returncode == 77:
            raise Skipped("no file system can be mounted")
        require_code(run, 3)
        require(run.streams["stdout"].crc32 == run.ledger().expectations()["stdout_crc32"], "the bytes are not those that were written")
        notices = [line for line in run.streams["stderr"].text().splitlines() if "No space" in line or "space left" in line]
        # The events of the session share the disk: where one came after it was full, that is said as well.
        stored = [line for line in notices if "store output" in line]
        require(len(stored) == 1 and len(notices) <= 2, f"twrun said {run.streams['stderr'].text()!r}")
        require(run.report().json["output"]["dropped_bytes"] > 0, "the report says that nothing was dropped")
        require_nothing_left(run)


def session_folder_is_removed(bench):
    """The folder of the recorded session goes away while output arrives: nothing of the run changes."""
    with bench.run() as run:
        session = run.folder + "/session"
        command = f"echo begun; while [ -d {session} ]; do sleep 0.01; done; head -c 3000000 /dev/zero; exit 6"
        run.start(["--quiet", "--session", session], ["sh", "-c", command])
        require(run.wait_for(lambda: run.streams["stdout"].bytes, 20), "the command did not begin")
        shutil.rmtree(session)
        require_end(run)
        require_true_record(run, 6)
        require(run.streams["stdout"].bytes == 3000006, f"{run.streams['stdout'].bytes} bytes came through")
        require(not os.path.exists(session), "the folder was made again")
        require_nothing_left(run)


def few_descriptors(bench):
    """With 40 descriptors, 250 processes at once: some handle must be missing, no status may be wrong."""
    with open(bench.place.twrun, "rb") as program:
        if b"__ubsan_handle" in program.read():
            raise Skipped("the undefined behaviour sanitizer reads memory through a pipe, and ends twrun where it gets none")
    with bench.run() as run:
        wide = bench.workload("wide_tree", "--total", "250", "--live", "250", "--hold-ms", "300")
        run.start(["--quiet", "--leaks", "wait"], wide, prefix=["prlimit", "--nofile=40:40"])
        require_end(run)
        require_code(run, 0)
        require(len(run.report().processes) == 251, f"{len(run.report().processes)} processes, expected 251")
        statuses = [process["status"] for process in run.report().processes if process["status"] is not None]
        require(all("code" in status for status in statuses), "somebody was killed")
        require_nothing_left(run)


def no_process_may_be_created(bench):
    """EAGAIN at every fork and thread: twrun ends with 125 and says why."""
    need_root()
    with bench.run(user=True) as run:
        run.start([], ["true"], prefix=["prlimit", "--nproc=1:1"])
        require_end(run)
        require_code(run, 125)
        said = run.streams["stderr"].text()
        require("temporarily unavailable" in said and said.count("\n") == 1, f"twrun said {said!r}")
        require_nothing_left(run)


def namespaces_without_events(bench):
    """Where the kernel tells nothing, scans take over, and the report says so; `exact` refuses to begin."""
    as_root = [] if os.geteuid() == 0 and not bench.place.user else ["-Ur"]
    for prefix in (["unshare", *as_root, "-n"], ["unshare", *as_root, "-pf", "--mount-proc"]):
        with bench.run() as run:
            run.start(["--quiet", "--leaks", "wait"], bench.workload("graceful", "--clean-ms", "0"), prefix=prefix)
            require(run.wait_until_ready(), "the workload never got ready")
            _terminate_members(run)
            require_end(run)
            require_code(run, 42)
            require(run.report().json["tracking"] == "sampled", f"tracking is {run.report().json['tracking']}")
        with bench.run() as run:
            run.start(["--tracking", "exact"], ["true"], prefix=prefix)
            require_end(run)
            require_code(run, 125)


def _terminate_members(run):
    """unshare may stand between us and twrun, so the workload is asked by its own signals."""
    for pid in world.bearers(run.mark):
        with open(f"/proc/{pid}/comm", encoding="utf-8") as file:
            if file.read().strip() == "graceful":
                handle = os.pidfd_open(pid)
                signal.pidfd_send_signal(handle, signal.SIGTERM)
                os.close(handle)


FAULTS = (
    commands_that_cannot_be_executed,
    wall_clock_jumps,
    disk_is_full,
    session_folder_is_removed,
    few_descriptors,
    no_process_may_be_created,
    namespaces_without_events,
)
