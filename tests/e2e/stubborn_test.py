"""Stops what does not want to be stopped. Usage: stubborn_test.py stubborn PROGRAM PICTURES [light|dark]"""

import os
import re
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from accessible_window import wait_for  # noqa: E402
from window_test import Scenario, check, is_below, run  # noqa: E402

NAMES = ["main", "limpet", "rock"]
COUNTDOWN = r"^SIGTERM in [\dm s]+$"
# Long enough for a machine that is busy with other things.
LADDER = "interrupt:100s,terminate:100s,kill"


def label(window, pattern):
    """A text on the screen but in the menus, as a match of the pattern."""
    window.app.clear_cache()
    for each in window.find_all(apart_from="menu bar"):
        found = re.search(pattern, each.get_name() or "")
        if found:
            return found
    return None


def send_any_signal(scenario):
    window, workers = scenario.window, scenario.workers
    scenario.select("main")
    items = wait_for("SIGUSR1 in a menu", lambda: [each for each in window.find_all("menu item") if each.get_name().startswith("SIGUSR1 (10)")])
    names = [each.get_name() for each in window.find_all("menu item") if re.match(r"SIG\w+ \(\d+\)", each.get_name())]
    check(len(names) >= 31, f"every signal is in the menu: {len(names)}")
    window.press(items[0].get_name(), within=items[0])
    wait_for("the program got SIGUSR1", lambda: os.path.exists(os.path.join(workers.marks, "main.usr1")))
    record = rf"SIGUSR1 → \S+ {workers.pids['main']} \(SIGUSR1\): delivered to 1 process"
    wait_for("the log tells of SIGUSR1", lambda: re.search(record, window.text("Log")))


def act_on_a_survivor(scenario):
    window, workers = scenario.window, scenario.workers
    pid = workers.pids["limpet"]
    scenario.select("limpet")
    window.press("Interrupt", role="push button|button")
    record = rf"Interrupt → \S+ {pid} \(SIGINT\): still alive after .+ \(ignores SIGINT\) · Terminate · Kill"
    wait_for("the log names the survivor", lambda: re.search(record, window.text("Log")))
    check("limpet" in workers.alive(), "what ignores SIGINT survived it")
    scenario.picture("survivor")
    links = [each for each in window.find_all("link") if re.match(rf"Terminate .* {pid}$", each.get_name())]
    check(len(links) == 1, f"one link terminates the survivor: {[each.get_name() for each in window.find_all('link')]}")
    window.press(links[0].get_name(), within=links[0])
    wait_for("the survivor ends", lambda: "limpet" not in workers.alive())
    check(sorted(workers.alive()) == ["main", "rock"], "nothing else was hit")
    wait_for("the offer is withdrawn", lambda: not window.find_all("link"))


def climb_the_ladder(scenario):
    window, workers = scenario.window, scenario.workers
    scenario.select("main")
    window.press("Stop", role="menu item")
    dialog = wait_for("a question before Stop", lambda: window.find_all("dialog|alert"))[0]
    scenario.picture("question")
    buttons = [each for each in window.find_all("push button|button", "Stop") if is_below(each, dialog)]
    window.press("Stop", within=buttons[0])
    first = wait_for("the stop counts down", lambda: label(window, COUNTDOWN))
    wait_for("it counts", lambda: label(window, COUNTDOWN)[0] != first[0])
    check(label(window, rf"^Stopping .* {workers.pids['main']}$") is not None, "it is said what is being stopped")
    check(label(window, r"^SIGINT sent to 2, 2 left: ") is not None, "survivors are named while it runs")
    scenario.picture("countdown")
    window.press("Extend by 30 s", role="push button|button")
    wait_for("there is more time", lambda: label(window, r"^SIGTERM in 2m"))
    window.press("Skip", role="push button|button")
    wait_for("what handles SIGTERM ends", lambda: workers.alive() == ["rock"])
    wait_for("SIGKILL is next", lambda: label(window, r"^SIGKILL in [\dm s]+$"))
    window.press("Skip", role="push button|button")
    wait_for("the last one is killed", lambda: not workers.alive())
    record = rf"Stop Tree → \S+ {workers.pids['main']} \(SIGINT, SIGTERM, SIGKILL\): 2 processes ended after .+; no survivors"
    wait_for("the log tells the outcome", lambda: re.search(record, window.text("Log")))
    wait_for("the countdown has gone", lambda: label(window, r" in [\dm s]+$") is None)
    scenario.picture("stopped")


def stubborn_scenario(scenario):
    scenario.wait_for_the_tree()
    send_any_signal(scenario)
    act_on_a_survivor(scenario)
    climb_the_ladder(scenario)


if __name__ == "__main__":
    began = time.monotonic()
    settings = f'[stop]\nladder="{LADDER}"\n'
    run(stubborn_scenario, lambda: Scenario(*sys.argv[1:5], script="stubborn.py", names=NAMES, settings=settings))
    print(f"passed in {time.monotonic() - began:.1f} s")
