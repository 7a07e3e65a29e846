"""Front ends that misbehave, against treewarden-agent; and what an agent still holds after many launches."""

import contextlib
import os
import selectors
import socket
import subprocess
import threading
import time

import agent_stream
import world
from faults import require
from twrun_run import PYTHON

MEGABYTE = 1 << 20


class AgentServer:
    """Gives every connection to a socket an agent of its own, as inetd would: an agent speaks on two streams."""

    def __init__(self, agent, folder, environment):
        self.path = folder + "/socket"
        self._agent, self._folder, self._environment = agent, folder, environment
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.bind(self.path)
        self._socket.listen(128)
        self.agents = []
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self):
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection:
                argv = [self._agent, "--stdio", "--session", f"{self._folder}/session-{len(self.agents)}"]
                self.agents.append(subprocess.Popen(argv, stdin=connection, stdout=connection, stderr=subprocess.DEVNULL, env=self._environment))

    def close(self):
        # Wakes accept() in the other thread, which close() alone does not.
        self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._socket.close()


def broken_front_ends_hurt_nobody(bench):
    """Silence, noise, huge lengths, cut and flipped streams, a hundred at once: the agent ends in order, and small."""
    with bench.run() as run:
        stream = run.folder + "/stream"
        with open(stream, "wb") as file:
            file.write(agent_stream.hello() + agent_stream.launch(1, ["/bin/true"]) + agent_stream.kill_tree(2, 1))
        server = AgentServer(bench.agent, run.folder, {**os.environ, "LEDGER": run.ledger_path})
        client = [PYTHON, "-B", os.path.join(bench.place.workloads, "bad_client.py"), server.path, "--capture", stream]
        done = subprocess.run(client, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=150, check=False)
        server.close()
        require(done.returncode == 0, done.stdout.decode(errors="replace")[-500:])
        ends = [_end_of(agent) for agent in server.agents]
        wrong = [(code, size) for code, size in ends if code != 0 or size > 200 * MEGABYTE]
        require(len(ends) > 150 and not wrong, f"{len(ends)} agents, wrong (status, bytes): {wrong[:5]}")
        left = world.wait_until(lambda: not world.bearers(run.mark), 5)
        require(left, f"alive: {world.bearers(run.mark)}")


def _end_of(agent):
    """Exit status and largest size of an agent whose client has gone."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        pid, status, usage = os.wait4(agent.pid, os.WNOHANG)
        if pid:
            agent.returncode = os.waitstatus_to_exitcode(status)
            return agent.returncode, usage.ru_maxrss * 1024
        time.sleep(0.003)
    return "does not end", 0


@contextlib.contextmanager
def _agent(bench, run):
    argv = [bench.agent, "--stdio", "--session", run.folder + "/session"]
    given = {**os.environ, "LEDGER": run.ledger_path, "WL_TTL": "30"}
    given.pop("WL_DEADLINE", None)
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=given, bufsize=0) as agent:
        try:
            agent.stdin.write(agent_stream.hello())
            yield agent
        finally:
            agent.stdin.close()
            agent.stdout.close()
            require(world.wait_until(lambda: agent.poll() is not None, 20) or agent.poll() == 0, "the agent did not end")


def many_launches_leave_nothing_in_the_agent(bench):
    """Descriptors, zombies: after the thirtieth tree the agent holds as much for each as after the tenth."""
    with bench.run() as run, _agent(bench, run) as agent:
        reader, counts = agent_stream.AgentReader(), []
        trees = bench.workload("escapee", "all", "--hold-ms", "20")
        for number in range(1, 31):
            agent.stdin.write(agent_stream.launch(number, trees))
            require(_read_until(agent, lambda wanted=number: reader.finished >= wanted, reader), f"launch {number} did not finish")
            counts.append(len(os.listdir(f"/proc/{agent.pid}/fd")))
        children = _children(agent.pid)
        require(not children, f"children of the agent: {children}")
        per_launch = (counts[29] - counts[9]) / 20
        # The two files of each launch's output stay open: they can be read as long as the session lives.
        require(per_launch <= 2, f"descriptors after each launch: {counts}")


def _children(pid):
    """Of all its threads."""
    found = []
    for thread in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{thread}/children", encoding="ascii") as file:
            found += file.read().split()
    return found


def _read_until(agent, condition, reader):
    with selectors.DefaultSelector() as selector:
        selector.register(agent.stdout, selectors.EVENT_READ)
        deadline = time.monotonic() + 30
        while not condition() and time.monotonic() < deadline:
            if selector.select(0.05):
                reader.add(os.read(agent.stdout.fileno(), 1 << 20))
    return condition()


FAULTS = (broken_front_ends_hurt_nobody, many_launches_leave_nothing_in_the_agent)
