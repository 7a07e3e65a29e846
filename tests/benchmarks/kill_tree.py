#!/usr/bin/env python3
"""Kills trees that try to get away, and counts who survives.

usage: kill_tree.py BUILD-DIR [RUNS [SHAPE…]]

Each shape of tests/support/testchild/escapes.cpp is killed in turn: by hand, that is by writing to cgroup.kill of a cgroup that
this script made; by hand under a twrun that was stopped first, which is what the kernel needs for a tree that is watched; by twrun;
by twrun without a cgroup; and by twrun with scans alone. Survivors are those whose arguments still
name the file of that run, or who still count births in it. Times are from the request to the last process gone; where there is
no cgroup to tell, to the end of twrun, which writes its report first.
"""
import collections
import mmap
import os
import pathlib
import select
import signal
import statistics
import subprocess
import sys
import tempfile
import time

SHAPES = {'daemon-tree': '1000', 'fork-bomb': '1000', 'rotate': '30'}
DEADLINE = 60
GROWS = 0.1  # s that a tree goes on growing, to be as large for all when it is killed


def cgroup_root():
    """Where our own cgroup of cgroup v2 is seen; None where it is not."""
    own = next((line[3:].strip() for line in open('/proc/self/cgroup') if line.startswith('0::')), None)
    for line in open('/proc/self/mountinfo'):
        mount, _, system = line.partition(' - ')
        if own is not None and system.startswith('cgroup2 '):
            return pathlib.Path(mount.split()[4] + own)
    return None


def cgroup_of(pid, root):
    path = next(line[3:].strip() for line in open(f'/proc/{pid}/cgroup') if line.startswith('0::'))
    own = next(line[3:].strip() for line in open('/proc/self/cgroup') if line.startswith('0::'))
    return root / os.path.relpath(path, own)


def wait_until_empty(cgroup):
    events = os.open(cgroup / 'cgroup.events', os.O_RDONLY)
    poll = select.poll()
    poll.register(events, select.POLLPRI)
    deadline = time.monotonic() + DEADLINE
    while time.monotonic() < deadline:
        try:
            if b'populated 0' in os.pread(events, 100, 0):
                break
        except OSError:  # removed: nobody was in it
            break
        poll.poll(100)
    os.close(events)


def living_with(word):
    found = []
    for name in os.listdir('/proc'):
        if name.isdigit():
            try:
                arguments = open(f'/proc/{name}/cmdline', 'rb').read().split(b'\0')
            except OSError:
                continue
            if word.encode() in arguments and b'twrun' not in os.path.basename(arguments[0]):
                found.append(int(name))
    return found


def births(file):
    with open(file, 'rb') as opened, mmap.mmap(opened.fileno(), 4, access=mmap.ACCESS_READ) as counted:
        return int.from_bytes(counted[:4], 'little')


def count_survivors(file):
    before = births(file)
    alive = living_with(file)
    time.sleep(0.05)
    return max(len(alive), 1 if births(file) != before else 0)


def end_survivors(file):
    """They end by themselves after 20 seconds; most are gone sooner."""
    deadline = time.monotonic() + 30
    quiet = 0
    while quiet < 3 and time.monotonic() < deadline:
        alive = living_with(file)
        quiet = 0 if alive else quiet + 1
        for pid in alive:
            try:
                handle = os.pidfd_open(pid)
                signal.pidfd_send_signal(handle, signal.SIGKILL)
                os.close(handle)
            except OSError:
                pass
        time.sleep(0.02)


def wait_until_ready(process):
    line = process.stdout.readline()
    if b'ready' not in line:
        raise RuntimeError(f'not ready: {line!r}')
    time.sleep(GROWS)


def by_hand(command, root):
    cgroup = root / f'kill-tree-by-hand-{os.getpid()}'
    cgroup.mkdir()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, preexec_fn=lambda: (cgroup / 'cgroup.procs').write_text('0'))
    wait_until_ready(process)
    begun = time.perf_counter()
    (cgroup / 'cgroup.kill').write_text('1')
    wait_until_empty(cgroup)
    seconds = time.perf_counter() - begun
    process.wait()
    process.stdout.close()
    for _ in range(100):
        try:
            cgroup.rmdir()
            break
        except OSError:
            time.sleep(0.01)
    return seconds, []


def by_twrun(twrun, options, environment, command, root, is_stopped=False):
    with tempfile.TemporaryDirectory() as folder:
        full = [twrun, '--stop', 'kill', '--report', f'{folder}/report.json', *options, *command]
        process = subprocess.Popen(full, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
                                   env={**os.environ, **environment})
        wait_until_ready(process)
        cgroup = None
        if root is not None and 'TREEWARDEN_CGROUP' not in environment:
            child = open(f'/proc/{process.pid}/task/{process.pid}/children').read().split()[0]
            cgroup = cgroup_of(child, root)
        if is_stopped:
            process.send_signal(signal.SIGSTOP)
        begun = time.perf_counter()
        if is_stopped:
            (cgroup / 'cgroup.kill').write_text('1')
        else:
            process.send_signal(signal.SIGTERM)
        if cgroup is not None:
            wait_until_empty(cgroup)
            seconds = time.perf_counter() - begun
        process.send_signal(signal.SIGCONT)
        _, errors = process.communicate(timeout=DEADLINE)
        if cgroup is None:
            seconds = time.perf_counter() - begun
        left = [] if cgroup is None or not cgroup.exists() else [f'cgroup left: {cgroup}']
        return seconds, errors.decode(errors='replace').splitlines() + left


def methods(build, root):
    twrun = str(build / 'bin' / 'twrun')
    none = {'TREEWARDEN_CGROUP': 'none'}
    if root is not None:
        yield 'cgroup.kill by hand', lambda command: by_hand(command, root)
        yield 'by hand, under twrun', lambda command: by_twrun(twrun, [], {}, command, root, True)
        yield 'twrun', lambda command: by_twrun(twrun, [], {}, command, root)
    yield 'twrun, no cgroup', lambda command: by_twrun(twrun, [], none, command, root)
    if root is not None:
        yield 'twrun, scans and cgroup', lambda command: by_twrun(twrun, ['--tracking', 'sampled'], {}, command, root)
    yield 'twrun, scans alone', lambda command: by_twrun(twrun, ['--tracking', 'sampled'], none, command, root)


def run_shape(build, shape, size, runs, root):
    child = str(build / 'tests' / 'testchild')
    times = collections.defaultdict(list)
    survivors = collections.defaultdict(list)
    told = collections.defaultdict(collections.Counter)
    for _ in range(runs):
        for name, method in methods(build, root):
            with tempfile.TemporaryDirectory() as folder:
                file = f'{folder}/births'
                try:
                    seconds, words = method([child, shape, size, file])
                except (RuntimeError, OSError, subprocess.TimeoutExpired, ValueError, IndexError) as error:
                    told[name][f'FAILED: {error}'] += 1
                    end_survivors(file)
                    continue
                times[name].append(seconds)
                survivors[name].append(count_survivors(file))
                told[name].update({''.join('N' if c.isdigit() else c for c in word)[:150] for word in words})
                end_survivors(file)
    hand = times.get('cgroup.kill by hand')
    for name in times:
        median = statistics.median(times[name])
        ratio = '' if not hand else f'ratio {statistics.median(a / b for a, b in zip(times[name], hand)):7.2f}'
        escaped = sum(1 for count in survivors[name] if count)
        print(f'{shape + " " + size:18} {name:24} {median * 1e3:9.1f} ms  {ratio:14} runs {len(times[name]):4} '
              f'with survivors {escaped:3} survivors {sum(survivors[name]):4}', flush=True)
        for words, count in told[name].most_common(3):
            print(f'{"":20}told {count} times: {words}', flush=True)


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 100
    root = cgroup_root()
    if root is None or not os.access(root, os.W_OK):
        print('no cgroup can be made here: only what is done without one is measured')
        root = None
    for shape in sys.argv[3:] or SHAPES:
        run_shape(build, shape, SHAPES[shape], runs, root)
    return 0


if __name__ == '__main__':
    sys.exit(main())
