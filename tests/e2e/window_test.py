"""Drives the real window over the real agent through AT-SPI. Usage: window_test.py SCENARIO PROGRAM PICTURES [light|dark]"""

import os
import re
import signal
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from accessible_window import Display, Failed, Window, wait_for  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
COLUMNS = ["Name", "PID", "State", "CPU", "Memory", "Threads", "Elapsed", "Status", "Command"]
CONTRACT = {
    "tree|tree table": ["Processes", "Traces"],
    "text": ["Log", "Filter processes", "Find in log"],
    "push button|button": ["Run…", "Interrupt", "Terminate", "Kill", "Restart"],
    "menu item": ["Run…", "Interrupt", "Terminate", "Kill", "Restart", "Interrupt Tree", "Terminate Tree", "Kill Tree"],
}
NAMES = ["main", "alpha", "beta", "gamma", "pool0", "pool1"]


def start_time(pid):
    """When the process was started, in ticks; None where it has ended (a zombie has)."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
            fields = file.read().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] in "ZX" else int(fields[19])


def parent_and_name(pid):
    with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
        text = file.read()
    return int(text.rpartition(")")[2].split()[1]), text[text.index("(") + 1 : text.rindex(")")]


class Workers:
    """The processes of the script that is run, as they themselves say who they are."""

    def __init__(self, marks, names):
        self.marks = marks
        self.names = names
        self.pids = {}
        self.started = {}

    def _read(self):
        for name in self.names:
            path = os.path.join(self.marks, name + ".pid")
            if name not in self.pids and os.path.exists(path):
                with open(path, encoding="utf-8") as file:
                    self.pids[name] = int(file.read())
                self.started[name] = start_time(self.pids[name])
        return len(self.pids) == len(self.names)

    def wait_until_ready(self):
        wait_for("all workers are ready", self._read)

    def alive(self):
        """Those that still live; a pid that was given to another process counts as ended."""
        self._read()
        return [name for name in self.pids if self.started[name] is not None and start_time(self.pids[name]) == self.started[name]]

    def cleaned_up(self, name):
        return os.path.exists(os.path.join(self.marks, name + ".cleaned"))

    def kill_rest(self):
        for name in self.alive():
            os.kill(self.pids[name], signal.SIGKILL)


class Scenario:
    """One window over one run of a script, taken down again whatever happens."""

    def __init__(self, name, program, pictures, theme="light", script="workers.py", names=NAMES, settings=""):
        self.name = f"{name}-{theme}"
        self.pictures = pictures
        self.home = tempfile.TemporaryDirectory(prefix="treewarden-e2e-")
        self.workers = Workers(os.path.join(self.home.name, "marks"), names)
        os.mkdir(self.workers.marks)
        self._write(settings)
        self.display = Display()
        self.window = None
        command = [program, "--theme", theme, "--", "/usr/bin/python3", os.path.join(HERE, script)]
        try:
            self.window = Window(command, self._environment(), self.display)
        except BaseException:
            self.close()
            raise

    def _write(self, settings):
        folder = os.path.join(self.home.name, "xdg_config_home", "treewarden")
        os.makedirs(folder)
        with open(os.path.join(folder, "treewarden.conf"), "w", encoding="utf-8") as file:
            file.write(settings)

    def _environment(self):
        environment = dict(os.environ, HOME=self.home.name, TW_E2E_MARKS=self.workers.marks, LC_ALL="C.UTF-8", LANGUAGE="en")
        for variable in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"):
            environment[variable] = os.path.join(self.home.name, variable.lower())
        return environment

    def picture(self, step):
        os.makedirs(self.pictures, exist_ok=True)
        self.display.screenshot(os.path.join(self.pictures, f"{self.name}-{step}.png"))

    def row_of(self, name):
        """The cells of the row of one process, or None."""
        pid = str(self.workers.pids[name])
        return next((row for row in self.window.rows("Processes") if digits(row.get("PID", "")) == pid), None)

    def select(self, name):
        pid = str(self.workers.pids[name])
        self.window.select_row("Processes", lambda row: digits(row.get("PID", "")) == pid)

    def agent(self):
        for entry in os.listdir("/proc"):
            if entry.isdigit():
                try:
                    parent, name = parent_and_name(int(entry))
                except OSError:
                    continue
                if parent == self.window.process.pid and name.startswith("treewarden-agen"):
                    return int(entry)
        raise Failed("the window has no agent")

    def wait_for_the_tree(self):
        self.workers.wait_until_ready()
        wait_for("the tree shows every process", lambda: all(self.row_of(name) for name in self.workers.names))

    def close(self):
        if self.window is not None:
            self.window.close()
        self.workers.kill_rest()
        self.display.close()
        self.home.cleanup()


def digits(text):
    return re.sub(r"\D", "", text)


def function_line(name):
    """The line in workers.py where the function sleeps."""
    with open(os.path.join(HERE, "workers.py"), encoding="utf-8") as file:
        lines = file.read().splitlines()
    start = next(at for at, line in enumerate(lines) if line.startswith(f"def {name}("))
    return next(at + 1 for at in range(start, len(lines)) if "time.sleep" in lines[at])


def check(condition, what):
    if not condition:
        raise Failed(what)
    print(f"ok: {what}", flush=True)


def interrupt_one(scenario):
    workers, window = scenario.workers, scenario.window
    place = f"workers.py:{function_line('crunch_alpha')}"
    scenario.select("alpha")
    window.press("Interrupt")
    wait_for("the interrupted worker ends", lambda: "alpha" not in workers.alive())
    check(workers.cleaned_up("alpha"), "the interrupted worker cleaned up")
    wait_for("its row says exit 1", lambda: scenario.row_of("alpha")["Status"] == "exit 1")
    check(sorted(workers.alive()) == sorted(set(NAMES) - {"alpha"}), "everything else still runs")

    def trace_row():
        return [row for row in window.rows("Traces") if row.get("Type") == "KeyboardInterrupt"]

    rows = wait_for("a KeyboardInterrupt among the traces", trace_row)
    check(len(rows) == 1, "one KeyboardInterrupt among the traces")
    check(rows[0]["Where"] == f"{place} in crunch_alpha", f"the trace names {place} in crunch_alpha: {rows[0]}")
    sentence = re.compile(
        rf"Interrupt → \S+ {workers.pids['alpha']} \(SIGINT\): exited after .+, exit 1; "
        rf"KeyboardInterrupt at {re.escape(place)} in crunch_alpha"
    )
    wait_for("the log tells the outcome", lambda: sentence.search(window.text("Log")))
    check(len(sentence.findall(window.text("Log"))) == 1, "the log tells the outcome once")
    check("workers started" in window.text("Log"), "the log holds what the command printed")
    scenario.picture("interrupted")


def kill_everything(scenario):
    workers, window = scenario.workers, scenario.window
    scenario.select("main")
    window.press("Kill Tree")
    dialog = wait_for("a question before Kill Tree", lambda: window.find_all("dialog|alert"))[0]
    scenario.picture("question")
    window.app.clear_cache()
    buttons = [each for each in window.find_all("push button|button") if each.get_name().startswith("Kill") and is_below(each, dialog)]
    check(len(buttons) == 1, f"one button of the question kills: {[each.get_name() for each in buttons]}")
    window.press(buttons[0].get_name(), within=buttons[0])
    wait_for("every process ends", lambda: not workers.alive())
    wait_for("every row has ended", lambda: all((scenario.row_of(name) or {"State": "exited"})["State"] == "exited" for name in NAMES))
    wait_for("the log tells the second outcome", lambda: "Kill Tree → " in window.text("Log"))
    check(window.is_running(), "the window is still there")
    scenario.picture("killed")


def is_below(accessible, ancestor):
    while accessible is not None:
        if accessible == ancestor:
            return True
        accessible = accessible.get_parent()
    return False


def stop_scenario(scenario):
    scenario.wait_for_the_tree()
    scenario.picture("running")
    interrupt_one(scenario)
    kill_everything(scenario)


def lost_agent_scenario(scenario):
    scenario.wait_for_the_tree()
    before = len(scenario.window.rows("Processes"))
    said = re.compile(r"\bagent\b[^\n]*")
    check(not said.search(scenario.window.words()), "nothing is said of an agent while all is well")
    os.kill(scenario.agent(), signal.SIGKILL)
    message = wait_for("the window says that the agent is gone", lambda: said.search(scenario.window.words()))
    print(f"the window says: {message.group()}")
    check(scenario.window.is_running(), "the window is still there")
    check(len(scenario.window.rows("Processes")) >= before, "the record can still be read")
    wait_for("the window still answers", lambda: scenario.window.find_all("text", "Log"))
    scenario.picture("agent-lost")


def all_names(scenario):
    """Every name and role of the contract is there to be read."""
    window = scenario.window
    for role, names in CONTRACT.items():
        for name in names:
            check(window.find_all(role, name), f"{role} '{name}'")
    check(window.columns("Processes") == COLUMNS, "the columns of the tree have their names")


def stop_each_way(scenario):
    """Terminate and Kill hit one process alone, Interrupt Tree a process and what is below it."""
    workers, window = scenario.workers, scenario.window
    for name, action, status in (("beta", "Terminate", "SIGTERM (15)"), ("alpha", "Kill", "SIGKILL (9)")):
        before = set(workers.alive())
        scenario.select(name)
        window.press(action, role="push button|button")
        wait_for(f"{action} ends {name}", lambda: name not in workers.alive())
        wait_for(f"its row says {status}", lambda: scenario.row_of(name)["Status"] == status)
        check(before - set(workers.alive()) == {name}, f"{action} ended {name} alone")
    check(not workers.cleaned_up("alpha"), "Kill left no time to clean up")
    scenario.select("gamma")
    window.press("Interrupt Tree", role="menu item")
    wait_for("the pool and its owner end", lambda: workers.alive() == ["main"] or not workers.alive())
    check(workers.cleaned_up("gamma"), "the owner of the pool cleaned up")
    wait_for("the log tells of the tree", lambda: "Interrupt Tree → " in window.text("Log"))
    scenario.picture("stopped")


def run_by_dialog(scenario):
    """A command goes through the Run dialog, is selected, found by the filter, and ended by Terminate Tree."""
    window = scenario.window
    window.press("Run…", role="push button|button")
    wait_for("the dialog", lambda: window.find_all("dialog", "Run a Command"))
    window.type("Command", "/bin/sleep 4321")
    scenario.picture("dialog")
    window.press("Run", role="push button|button")
    row = wait_for("the command has a row", lambda: window.row(lambda cells: cells.get("Name") == "sleep 4321"))
    check(row["State"] in ("sleeping", "running"), "the command runs")
    window.type("Filter processes", "sleep 4321")
    wait_for("the filter leaves one row", lambda: len(window.rows("Processes")) == 1)
    wait_for("the log is about what was run", lambda: window.find_all(name="Shown launch")[0].get_description() == "sleep, whole launch")
    window.press("Terminate Tree", role="menu item")
    wait_for("it ends", lambda: window.rows("Processes")[0]["Status"] == "SIGTERM (15)")
    window.type("Filter processes", "")
    scenario.picture("run")


def actions_scenario(scenario):
    scenario.wait_for_the_tree()
    all_names(scenario)
    stop_each_way(scenario)
    run_by_dialog(scenario)


SCENARIOS = {"stop": stop_scenario, "actions": actions_scenario, "lost-agent": lost_agent_scenario}


def run(steps, make_scenario):
    """Goes through the steps; a failure leaves a picture and what was on the screen."""
    scenario = make_scenario()
    try:
        steps(scenario)
    except Exception:
        scenario.picture("failed")
        if scenario.window is not None and scenario.window.is_running():
            print(scenario.window.outline(), file=sys.stderr)
            print(scenario.window.rows("Processes"), file=sys.stderr)
        raise
    finally:
        scenario.close()


def main(name, program, pictures, theme="light"):
    began = time.monotonic()
    run(SCENARIOS[name], lambda: Scenario(name, program, pictures, theme))
    print(f"passed in {time.monotonic() - began:.1f} s")


if __name__ == "__main__":
    main(*sys.argv[1:])
