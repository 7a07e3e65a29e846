"""A window as a screen reader has it: found, read and worked through AT-SPI alone."""

import os
import subprocess
import sys
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402  (the version must be chosen first)

DEADLINE = float(os.environ.get("TW_E2E_DEADLINE", "20"))


class Failed(AssertionError):
    """A condition that did not come true."""


def wait_for(what, condition, seconds=DEADLINE):
    """Asks `condition` until it gives something; returns that. Objects may go away while asked."""
    end = time.monotonic() + seconds
    last = None
    while time.monotonic() < end:
        try:
            found = condition()
            if found:
                return found
        except (gi.repository.GLib.GError, AttributeError) as error:
            last = error
        time.sleep(0.05)
    raise Failed(f"not within {seconds:.0f} s: {what}" + (f" (last: {last})" if last else ""))


class Display:
    """An X server of our own on a free display."""

    def __init__(self, size="1280x800"):
        reading, writing = os.pipe()
        self.process = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", size + "x24", "-nolisten", "tcp"],
            pass_fds=[writing],
            stderr=subprocess.DEVNULL,
        )
        os.close(writing)
        with os.fdopen(reading) as answer:
            number = answer.readline().strip()
        if not number:
            raise Failed("Xvfb did not start")
        self.name = ":" + number

    def screenshot(self, path):
        subprocess.run(["import", "-display", self.name, "-window", "root", path], check=False)

    def close(self):
        self.process.terminate()
        self.process.wait(10)


def children(accessible):
    for position in range(accessible.get_child_count()):
        child = accessible.get_child_at_index(position)
        if child is not None:
            yield child


def walk(accessible, depth=12, apart_from=None):
    """The object and everything in it, but not the cells of tables: there are too many."""
    yield accessible
    if depth == 0 or accessible.get_table_iface() is not None or (apart_from and accessible.get_role_name() == apart_from):
        return
    for child in children(accessible):
        yield from walk(child, depth - 1, apart_from)


class Window:
    """A program that was started, and its accessible objects."""

    def __init__(self, command, environment, display):
        self.display = display
        environment = dict(environment, DISPLAY=display.name, QT_LINUX_ACCESSIBILITY_ALWAYS_ON="1")
        environment["QT_QPA_PLATFORM"] = "xcb"
        self.process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL)
        self.app = wait_for("the program shows itself to AT-SPI", self._find_app)
        # Nobody turns a loop here that would keep a cache fresh.
        Atspi.Accessible.set_cache_mask(self.app, Atspi.Cache.NONE)

    def _find_app(self):
        if self.process.poll() is not None:
            raise Failed(f"the program ended with {self.process.returncode}")
        desktop = Atspi.get_desktop(0)
        desktop.clear_cache()
        for app in children(desktop):
            if app.get_process_id() == self.process.pid:
                return app
        return None

    def is_running(self):
        return self.process.poll() is None

    def find_all(self, role=None, name=None, apart_from=None):
        self.app.clear_cache()
        found = []
        for accessible in walk(self.app, apart_from=apart_from):
            if role is not None and accessible.get_role_name() not in role.split("|"):
                continue
            if name is not None and accessible.get_name() != name:
                continue
            found.append(accessible)
        return found

    def find(self, role, name, seconds=DEADLINE):
        return wait_for(f"{role} '{name}'", lambda: self.find_all(role, name), seconds)[0]

    def press(self, name, role="push button|button|menu item", within=None):
        """Presses a button or a menu item through its Action interface."""
        button = within or wait_for(f"button '{name}' is enabled", lambda: self._enabled(role, name))
        action = button.get_action_iface()
        if action is None:
            raise Failed(f"button '{name}' has no actions")
        names = [action.get_action_name(at) for at in range(action.get_n_actions())]
        wanted = next((at for at, each in enumerate(names) if each.lower() in ("press", "click")), 0)
        if not action.do_action(wanted):
            raise Failed(f"button '{name}' refused to be pressed")

    def _enabled(self, role, name):
        for button in self.find_all(role, name):
            if button.get_state_set().contains(Atspi.StateType.ENABLED):
                return button
        return None

    def rows(self, tree_name):
        """The rows of a tree as they are expanded: a dictionary by column title a row."""
        table = self.find_all("tree|tree table", tree_name)[0].get_table_iface()
        titles = [table.get_column_description(at) for at in range(table.get_n_columns())]
        rows = []
        for row in range(table.get_n_rows()):
            cells = [table.get_accessible_at(row, column) for column in range(len(titles))]
            rows.append({title: cell.get_name() for title, cell in zip(titles, cells) if cell is not None})
        return rows

    def columns(self, tree_name):
        """The names of the column headers."""
        table = self.find_all("tree|tree table", tree_name)[0].get_table_iface()
        headers = [table.get_column_header(at) for at in range(table.get_n_columns())]
        return [header.get_name() for header in headers if header.get_role_name() in ("column header", "table column header")]

    def row(self, wanted, tree_name="Processes"):
        return next((cells for cells in self.rows(tree_name) if wanted(cells)), None)

    def type(self, name, text):
        """Replaces the text of an entry."""
        entry = wait_for(f"entry '{name}'", lambda: self._editable(name))
        if not entry.get_editable_text_iface().set_text_contents(text):
            raise Failed(f"'{name}' takes no text")

    def _editable(self, name):
        return next((each for each in self.find_all("text|entry", name) if each.get_editable_text_iface()), None)

    def select_row(self, tree_name, wanted):
        """Selects the row for which `wanted(cells)` holds."""
        for number, cells in enumerate(self.rows(tree_name)):
            if wanted(cells):
                table = self.find_all("tree|tree table", tree_name)[0].get_table_iface()
                for selected in list(table.get_selected_rows()):
                    table.remove_row_selection(selected)
                if not table.add_row_selection(number):
                    raise Failed(f"row {number} of '{tree_name}' cannot be selected")
                return cells
        raise Failed(f"no such row in '{tree_name}': {self.rows(tree_name)}")

    def text(self, name):
        """The text of a text object."""
        accessible = self.find_all("text", name)[0]
        text = accessible.get_text_iface()
        return text.get_text(0, text.get_character_count())

    def words(self):
        """All names and texts on the screen: for messages whose place does not matter."""
        words = []
        self.app.clear_cache()
        for accessible in walk(self.app):
            words.append(accessible.get_name() or "")
            words.append(accessible.get_description() or "")
        return "\n".join(words)

    def outline(self):
        """What a failure report needs: the objects, roles and names."""
        lines = []

        def add(accessible, depth):
            lines.append("  " * depth + f"{accessible.get_role_name()} '{accessible.get_name()}'")
            if accessible.get_table_iface() is None and depth < 10:
                for child in children(accessible):
                    add(child, depth + 1)

        add(self.app, 0)
        return "\n".join(lines)

    def close(self):
        if self.is_running():
            self.process.kill()
        self.process.wait(10)


def fail(message):
    print(f"FAILED: {message}", file=sys.stderr)
    return 1
