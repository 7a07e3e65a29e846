#!/usr/bin/env python3
"""The comparison notices what it is there to notice: each test falsifies a record that was right."""

import copy
import os
import subprocess
import tempfile
import unittest

import comparison
import kernel_witness
import world
from kernel_witness import EXIT, FORK
from ledger import Ledger
from recorded_run import Report, raw_status

CHECKER, TWRUN = 50, 99
MS = 1_000_000

# We are 50. twrun 99 started 100 (exit 3), which created 101 (SIGTERM) and 102, which outlived it by 0.5 s (exit 7).
LEDGER = [
    {"ev": "start", "pid": 100, "ppid": 99, "start": 1000, "role": "root"},
    {"ev": "start", "pid": 101, "ppid": 100, "start": 1001, "role": "child"},
    {"ev": "start", "pid": 102, "ppid": 100, "start": 1002, "role": "orphan"},
    {"ev": "exit", "pid": 101, "start": 1001, "status": 15, "by": "parent"},
    {"ev": "exit", "pid": 100, "start": 1000, "status": 3 << 8, "by": "self"},
    {"ev": "exit", "pid": 102, "start": 1002, "status": 7 << 8, "by": "self"},
]

EVENTS = [
    (FORK, 0, 1, 1, 99, 99),  # not ours: who had the numbers before
    (FORK, 0, 99, 99, 100, 100),
    (FORK, 5 * MS, 50, 50, 99, 99),
    (FORK, 10 * MS, 99, 99, 100, 100),
    (FORK, 20 * MS, 100, 100, 101, 101),
    (FORK, 25 * MS, 100, 100, 102, 102),
    (EXIT, 30 * MS, 101, 101, 15, 17),
    (EXIT, 40 * MS, 100, 100, 3 << 8, 17),
    (EXIT, 540 * MS, 102, 102, 7 << 8, 17),
    (FORK, 900 * MS, 1, 1, 99, 99),  # whoever has the number of twrun afterwards
    (FORK, 901 * MS, 99, 99, 104, 104),
]


def entry(key, pid, parent, status, **flags):
    return {"key": key, "pid": pid, "parent": parent, "status": status, "started": key * 0.01, "ended": 1.0,
            "orphaned": False, "leaked": False, **flags}


def true_record():
    signal = {"signal": "SIGTERM", "number": 15, "core_dumped": False}
    orphan = entry(3, 102, 1, {"code": 7}, orphaned=True, leaked=True)
    return {"processes": [entry(1, 100, None, {"code": 3}), entry(2, 101, 1, signal), orphan], "stops": []}


def event_lines():
    told = [("launched", 1), ("forked", 2), ("forked", 3), ("exited", 2), ("exited", 1), ("exited", 3), ("finished", None)]
    return [{"seq": number, "event": event, "key": key} for number, (event, key) in enumerate(told, 1)]


class Falsified(unittest.TestCase):
    def setUp(self):
        self.record = true_record()
        self.ledger = copy.deepcopy(LEDGER)
        self.may_be_killed = False

    def found(self):
        report, ledger = Report(self.record), Ledger(self.ledger)
        born = kernel_witness.descendants(TWRUN, CHECKER, EVENTS)
        return [*comparison.compare_with_ledger(report, ledger, TWRUN, self.may_be_killed),
                *comparison.compare_with_kernel(report, born, TWRUN), *comparison.check_consistency(report)]

    def assertFound(self, *words):
        found = self.found()
        self.assertTrue(any(all(word in line for word in words) for line in found), found)

    def test_the_truth_passes(self):
        self.assertEqual(self.found(), [])

    def test_a_missing_process_is_noticed_by_both_witnesses(self):
        del self.record["processes"][1]
        self.assertFound("101", "recorded 0 times")
        self.assertFound("kernel saw process 101", "1 more than recorded")

    def test_an_invented_process_is_noticed(self):
        self.record["processes"].append(entry(4, 103, 1, {"code": 0}))
        self.assertFound("103", "more than the kernel saw")

    def test_a_process_told_twice_is_noticed(self):
        self.record["processes"].append(entry(4, 101, 1, {"code": 0}))
        self.assertFound("101", "more than the kernel saw")

    def test_another_exit_code_is_noticed(self):
        self.record["processes"][2]["status"] = {"code": 0}
        self.assertFound("102", "meant to exit 7", "exit 0")
        self.assertFound("kernel says", "102")

    def test_a_signal_told_as_the_code_of_a_shell_is_noticed(self):
        self.record["processes"][1]["status"] = {"code": 143}
        self.assertFound("101", "ended with signal 15", "exit 143")

    def test_a_lost_core_flag_is_noticed(self):
        self.ledger[3]["status"] = 15 | 0x80
        self.assertFound("101", "signal 15 with core")

    def test_an_unknown_status_is_noticed(self):
        self.record["processes"][2]["status"] = None
        self.assertFound("102", "unknown")

    def test_a_process_that_was_killed_may_break_its_word_only_where_something_kills(self):
        self.record["processes"][2]["status"] = {"signal": "SIGKILL", "number": 9, "core_dumped": False}
        self.assertFound("meant to exit 7", "signal 9")
        self.may_be_killed = True
        self.assertFalse(any("meant" in line for line in self.found()))

    def test_the_status_that_wait_told_holds_where_something_kills(self):
        self.may_be_killed = True
        self.record["processes"][1]["status"] = {"signal": "SIGKILL", "number": 9, "core_dumped": False}
        self.assertFound("101", "ended with signal 15", "signal 9")

    def test_another_creator_is_noticed(self):
        self.record["processes"][2]["parent"] = 2
        self.assertFound("102", "created by 100", "as by 101")
        self.assertFound("kernel says that 100 created 102")

    def test_no_creator_is_noticed(self):
        self.record["processes"][2]["parent"] = None
        self.assertFound("102", "created by 100", "None")

    def test_whoever_adopts_is_no_creator(self):
        self.ledger[2]["ppid"] = TWRUN
        self.assertEqual(self.found(), [])

    def test_wrong_flags_are_noticed(self):
        for flag in ("orphaned", "leaked"):
            with self.subTest(flag):
                self.record = true_record()
                self.record["processes"][2][flag] = False
                self.assertFound(flag, "102", "False")

    def test_a_number_used_twice_needs_two_entries(self):
        self.ledger += [{"ev": "start", "pid": 101, "ppid": 100, "start": 1001, "role": "second"}]
        self.assertFound("101", "lived 2 times", "1 times")

    def test_a_signal_sent_twice_is_noticed(self):
        self.record["stops"] = [{"steps": [{"key": 2, "signal": "SIGINT"}] * 2}]
        self.assertFound("SIGINT", "101", "2 times")

    def test_entries_out_of_order_are_noticed(self):
        self.record["processes"].reverse()
        self.assertFound("order of birth")


class FalsifiedEvents(unittest.TestCase):
    def setUp(self):
        self.events = event_lines()

    def assertFound(self, word):
        found = list(comparison.check_events(self.events, Report(true_record())))
        self.assertTrue(any(word in line for line in found), found)

    def test_the_truth_passes(self):
        self.assertEqual(list(comparison.check_events(self.events, Report(true_record()))), [])

    def test_a_gap_is_noticed(self):
        del self.events[3]
        self.assertFound("without gaps")

    def test_an_end_before_the_birth_is_noticed(self):
        self.events[1]["event"], self.events[3]["event"] = "exited", "forked"
        self.assertFound("unborn or twice")

    def test_a_second_end_is_noticed(self):
        self.events[5]["key"] = 1
        self.assertFound("unborn or twice")

    def test_an_unfinished_story_is_noticed(self):
        self.events.pop()
        self.assertFound("finished")


class Witnesses(unittest.TestCase):
    def test_the_kernel_counts_processes_and_no_threads(self):
        events = [*EVENTS[:5], (FORK, 0, 100, 100, 110, 100), *EVENTS[5:]]
        born = kernel_witness.descendants(TWRUN, CHECKER, events)
        self.assertEqual([process.pid for process in born], [100, 101, 102])
        self.assertTrue(born[0].has_threads)

    def test_children_of_a_process_whose_leader_has_ended_count(self):
        events = [*EVENTS, (FORK, 600 * MS, 102, 102, 103, 103)]
        self.assertEqual(kernel_witness.descendants(TWRUN, CHECKER, events)[-1].pid, 103)

    def test_children_of_a_number_that_others_took_over_do_not_count(self):
        events = [*EVENTS, (FORK, 600 * MS, 1, 1, 102, 102), (FORK, 700 * MS, 102, 102, 103, 103)]
        self.assertEqual([process.pid for process in kernel_witness.descendants(TWRUN, CHECKER, events)], [100, 101, 102])

    def test_a_process_without_a_start_time_is_the_one_of_its_number(self):
        ledger = Ledger([*LEDGER[:1], {"ev": "exit", "pid": 100, "start": -1, "status": 0, "by": "self"}])
        self.assertEqual([process.intended for process in ledger.processes()], [0])

    def test_raw_statuses_are_those_of_wait(self):
        core = {"signal": "SIGSEGV", "number": 11, "core_dumped": True}
        self.assertEqual([raw_status(None), raw_status({"code": 5}), raw_status(core)], [None, 0x500, 0x8B])


class Leftovers(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def found(self, mark="LEDGER=of no process", ledger=Ledger([]), cgroups=()):
        return "\n".join(world.leftovers(mark, ledger, self.folder.name, cgroups))

    def test_nothing_is_nothing(self):
        self.assertEqual(self.found(), "")

    def test_a_process_of_the_ledger_is_found(self):
        own = {"ev": "start", "pid": os.getpid(), "ppid": 1, "start": world.start_ticks(os.getpid())}
        self.assertIn("is still there", self.found(ledger=Ledger([own])))

    def test_a_process_that_no_ledger_names_is_found_and_ended(self):
        mark = "LEDGER=" + self.folder.name
        sleeper = subprocess.Popen(["sleep", "60"], env={**os.environ, "LEDGER": self.folder.name})
        # Between fork and exec it bears our environment, not its own.
        self.assertTrue(world.wait_until(lambda: world.bearers(mark), 20))
        self.assertIn(f"process {sleeper.pid} is alive", self.found(mark))
        world.end_bearers(mark)
        self.assertEqual(sleeper.wait(20), -9)

    def test_a_zombie_is_found(self):
        child = subprocess.Popen(["true"])
        self.addCleanup(child.wait)
        self.assertIn(f"process {child.pid} was left", self.found())

    def test_a_file_is_found(self):
        os.mkdir(self.folder.name + "/session-1")
        self.assertIn("session-1 was left", self.found())

    def test_a_cgroup_is_found(self):
        self.assertIn("cgroup", self.found(cgroups=[self.folder.name]))


if __name__ == "__main__":
    unittest.main()
