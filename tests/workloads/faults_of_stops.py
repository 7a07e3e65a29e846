"""A stop meets what it must not hit, cannot hit, or must not be hurried by."""

import os
import signal
import subprocess
import time

import world
from faults import Skipped, need_root, require, require_code, require_end, require_nothing_left, require_true_record, steps, survivors
from ledger import Ledger

PATIENCE = 20


def stale_number_is_not_signalled(bench):
    """The number of an ended member belongs to an innocent process when the tree is killed."""
    need_root()
    with bench.run() as run:
        number = run.folder + "/number"
        run.start(["--quiet", "--stop", "kill"], ["sh", "-c", f"sleep 0.3 & echo $! >{number}; wait; exec sleep 25"])
        _take_number_then_stop(bench, run, number)
        require_code(run, 137)


def stale_number_of_the_command_is_not_signalled(bench):
    """The same, where it is the command itself that has ended."""
    need_root()
    with bench.run() as run:
        number = run.folder + "/number"
        run.start(["--quiet", "--leaks", "wait", "--stop", "kill"], ["sh", "-c", f"echo $$ >{number}; sleep 25 & exit 4"])
        _take_number_then_stop(bench, run, number)
        require_code(run, 4)


def _take_number_then_stop(bench, run, number):
    require(run.wait_for(lambda: os.path.exists(number) and os.path.getsize(number) > 1, PATIENCE), "the number was never told")
    with open(number, encoding="ascii") as file:
        pid = file.read().strip()
    ledger = run.folder + "/innocent"
    given = {**os.environ, "LEDGER": ledger, "WL_TTL": "20"}
    with subprocess.Popen(bench.workload("pid_reuse", "outside", pid, "--hold-ms", "1500"), env=given) as innocent:
        if not run.wait_for(lambda: Ledger.read(ledger).is_ready(), PATIENCE):
            raise Skipped("the number could not be taken")
        run.signal(signal.SIGTERM)
        require_end(run)
        require_nothing_left(run, innocent)
        require(innocent.wait(20) == 0, "the innocent process was hit")
    require(Ledger.read(ledger).expectations().get("signals_received") == 0, "the innocent process got a signal")


def process_of_another_user_is_named(bench):
    """A set-user-id program cannot be ended by an ordinary user: said so, at once, and the others are ended."""
    need_root()
    with bench.run(user=True, ttl=6) as run:
        installed = subprocess.run(bench.workload("uid_changer", "--make-suid", run.folder), check=False)
        require(installed.returncode == 0, "the program could not be installed")
        command = f"sleep 25 & exec {run.folder}/suid_hold --hold-ms 3000"
        run.start(["--quiet", "--stop", "kill"], ["sh", "-c", command])
        if not run.wait_until_ready() or run.ledger().skip_reason():
            raise Skipped("the folder for temporary files ignores set-user-id programs")
        run.signal(signal.SIGTERM)
        require_end(run, 20)
        report = run.report()
        refused = [step for step in steps(report, "SIGKILL") if step["result"] == "refused"]
        require(len(refused) == 1 and "uid 0" in (refused[0]["error"] or ""), f"the refusal is not recorded: {steps(report, 'SIGKILL')}")
        told = survivors(report)
        require(not told or "root" in told[0]["reason"] or "user" in told[0]["reason"], f"the survivor's reason is {told}")
        require(told or run.process.returncode == 23, "it neither survived nor ended by itself")
        sleepers = [process for process in report.processes if process["name"] == "sleep"]
        require(sleepers and sleepers[0]["ended"] is not None, "the process that could be ended was not")
        world.wait_until(lambda: not world.bearers(run.mark), 10)


def frozen_tree_is_killed(bench):
    """cgroup v2: what is frozen, and was moved to another cgroup, dies at once."""
    need_root()
    with bench.run() as run:
        run.start(["--quiet", "--stop", "kill"], bench.workload("graceful", "--children", "2"))
        require(run.wait_until_ready(), "the workload never got ready")
        members = [process.pid for process in run.ledger().processes()]
        with bench.driver("freeze_driver.py", "v2", 20, *members) as driver:
            begun = time.monotonic()
            run.signal(signal.SIGTERM)
            require_end(run)
            require(time.monotonic() - begun < 15, "it waited for the thaw")
            require_nothing_left(run, driver)
        require_true_record(run, 137, killed=True)


def tree_in_uninterruptible_sleep_is_named(bench):
    """cgroup v1: SIGKILL is pending until the thaw. twrun says so, and waits for the kernel to do it."""
    need_root()
    with bench.run() as run:
        run.start(["--stop", "kill"], bench.workload("graceful", "--children", "2"))
        require(run.wait_until_ready(), "the workload never got ready")
        members = [process.pid for process in run.ledger().processes()]
        with bench.driver("freeze_driver.py", "v1", 6, *members) as frozen:
            run.signal(signal.SIGTERM)
            told = run.wait_for(lambda: run.streams["stderr"].text().count("is still alive") == 3, 5)
            require(told, f"twrun said {run.streams['stderr'].text()!r}")
            require(frozen.poll() is None, "it was told after the thaw only")
            require_end(run)
            frozen.wait(20)
        reasons = {survivor["reason"] for survivor in survivors(run.report())}
        require(all("frozen" in reason or "uninterruptible" in reason for reason in reasons), f"the reasons are {reasons}")
        require_true_record(run, 137, killed=True)
        require_nothing_left(run)


def pause_past_a_deadline_kills_nobody_who_has_ended(bench):
    """twrun itself is stopped while the time of a step runs out, and the tree ends meanwhile."""
    with bench.run() as run:
        run.start(["--quiet", "--stop", "terminate:1s,kill"], bench.workload("graceful", "--clean-ms", "500"))
        require(run.wait_until_ready(), "the workload never got ready")
        run.signal(signal.SIGTERM)
        require(run.wait_for(lambda: len(run.ledger().of("sig")) == 3, PATIENCE), "the signal never came")
        with bench.driver("freeze_driver.py", "stop", 2, run.process.pid) as pause:
            pause.wait(20)
        require_end(run)
        report = require_true_record(run, 42)
        delivered = [step for step in steps(report, "SIGKILL") if step["result"] == "delivered"]
        require(not delivered, f"SIGKILL was sent to {delivered}")
        require_nothing_left(run)


def pause_in_a_storm_loses_nothing_unsaid(bench):
    """twrun is stopped for 0.5 s while 3000 processes come and go."""
    with bench.run() as run:
        run.start(["--quiet", "--leaks", "wait"], bench.workload("fork_storm", "--total", "3000", "--live", "100"))
        require(run.wait_until_ready(), "the workload never got ready")
        with bench.driver("freeze_driver.py", "stop", 0.5, run.process.pid) as pause:
            require(run.wait_for(lambda: pause.poll() is not None, PATIENCE), "the driver did not end")
        require_end(run)
        require_code(run, 0)
        report = run.report()
        if report.json["tracking"] == "exact" and not report.json["lost_events"]:
            require_true_record(run, 0)
        alive = [process["pid"] for process in report.processes if process["ended"] is None]
        require(not alive, f"recorded as alive at the end: {alive[:5]}")
        require_nothing_left(run)


def second_interrupt_does_not_wait(bench):
    """The second SIGINT goes to the next step at once."""
    with bench.run() as run:
        run.start(["--quiet", "--stop", "interrupt:25s,kill"], bench.workload("ignore_sig", "INT", "--how", "handler", "--hold-ms", "20000"))
        require(run.wait_until_ready(), "the workload never got ready")
        begun = time.monotonic()
        run.signal(signal.SIGINT)
        # Two signals at once would be one.
        require(run.wait_for(lambda: any(event["event"] == "step" for event in run.events()), PATIENCE), "no step was taken")
        run.signal(signal.SIGINT)
        require_end(run)
        require(time.monotonic() - begun < 15, "the second SIGINT waited")
        require_true_record(run, 137, killed=True)
        require_nothing_left(run)


def stop_of_the_command_alone_leaves_nothing(bench):
    """A ladder that is meant for the command only: what it leaves is dealt with as any leak."""
    with bench.run() as run:
        command = f"sleep 25 & : >{run.folder}/begun; exec sleep 25"
        run.start(["--quiet", "--stop", "terminate@process:20s"], ["sh", "-c", command])
        require(run.wait_for(lambda: os.path.exists(run.folder + "/begun"), PATIENCE), "the command did not begin")
        run.signal(signal.SIGTERM)
        require_end(run, 15)
        require_true_record(run, 143)
        require_nothing_left(run)


def moving_chain_is_caught_at_any_moment(bench):
    """A chain of processes, each in a session of its own, is killed at twenty different moments."""
    for moment in range(20):
        with bench.run() as run:
            chain = bench.workload("fork_chain", "--gens", "20000", "--live-us", "1500", "--setsid-every", "1")
            run.start(["--quiet", "--leaks", "wait", "--stop", "kill"], chain)
            born = 3 + 2 * moment
            require(run.wait_for(lambda: len(run.ledger().of("start")) > born, PATIENCE), "the chain did not begin")
            run.signal(signal.SIGTERM)
            require_end(run)
            require("generations_done" not in run.ledger().expectations(), "the chain came to its own end")
            require_true_record(run, 0, killed=True)
            require_nothing_left(run)


def members_that_restart_each_other_are_killed_without_a_cgroup(bench):
    """The mechanism that makes it easy is switched off: each birth is answered by a signal."""
    for _ in range(5):
        with bench.run() as run:
            hydra = [bench.place.binaries + "/more/hydra", "--setsid"]
            run.start(["--quiet", "--leaks", "wait", "--stop", "kill"], hydra, environment={"TREEWARDEN_CGROUP": "none"})
            require(run.wait_until_ready(), "the workload never got ready")
            run.signal(signal.SIGTERM)
            require_end(run)
            require_true_record(run, 137, killed=True)
            require_nothing_left(run)


def stop_that_races_with_the_end_keeps_the_status(bench):
    """A kill that comes while the command ends: its own status, or SIGKILL; never anything else."""
    for number in range(30):
        with bench.run() as run:
            run.start(["--quiet", "--stop", "kill"], bench.workload("fast_exit", "7"))
            time.sleep(0.002 * number)
            run.signal(signal.SIGTERM)
            require_end(run)
            # Before twrun listens to it, SIGTERM ends twrun itself.
            require(run.process.returncode in (7, 137, -15), f"twrun ended with {run.process.returncode}")
            require_nothing_left(run)


FAULTS = (
    stale_number_is_not_signalled,
    stale_number_of_the_command_is_not_signalled,
    process_of_another_user_is_named,
    frozen_tree_is_killed,
    tree_in_uninterruptible_sleep_is_named,
    pause_past_a_deadline_kills_nobody_who_has_ended,
    pause_in_a_storm_loses_nothing_unsaid,
    second_interrupt_does_not_wait,
    stop_of_the_command_alone_leaves_nothing,
    members_that_restart_each_other_are_killed_without_a_cgroup,
    moving_chain_is_caught_at_any_moment,
    stop_that_races_with_the_end_keeps_the_status,
)
