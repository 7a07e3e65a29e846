#!/usr/bin/env python3
"""A small tree to look around in: workers that compute, wait, fail and recover, and a pool inside a worker.

It runs until it is interrupted. Select a worker and press Interrupt: it cleans up, says where it was, and ends alone.
"""
import multiprocessing
import os
import subprocess
import sys
import time


def announce(text):
    print(f"{multiprocessing.current_process().name}: {text}", flush=True)


def crunch(seconds):
    """Keeps about half a core busy."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        sum(n * n for n in range(20_000))
        time.sleep(0.002)


def number_cruncher():
    try:
        for lap in range(1, 1000):
            crunch(2.0)
            announce(f"lap {lap} done")
    finally:
        announce("cleaned up")


def wait_for_lock(lock):
    """Waits for a lock that its parent never gives back: press Interrupt to see where it hangs."""
    try:
        announce("waiting for the lock")
        with lock:
            announce("this is never printed")
    finally:
        announce("gave up the wait")


def read_settings(path):
    try:
        return open(path, encoding="utf-8").read()
    except OSError as error:
        raise RuntimeError(f"no settings in {path}") from error


def square(number):
    crunch(3.0)
    return number * number


def pool_owner():
    with multiprocessing.Pool(2) as pool:
        for result in pool.imap(square, range(1000)):
            announce(f"the pool says {result}")


def short_commands():
    """Starts programs that live for a moment, as a build or a test run does."""
    for number in range(1000):
        subprocess.run(["sh", "-c", f"exit {number % 4 // 3}"], check=False)
        time.sleep(0.7)


def main():
    announce(f"started as process {os.getpid()}; stop it with Interrupt Tree or Ctrl+C")
    lock = multiprocessing.Lock()
    lock.acquire()
    jobs = {
        "cruncher": (number_cruncher, ()),
        "waiter": (wait_for_lock, (lock,)),
        "settings": (read_settings, ("/nonexistent/settings.toml",)),
        "pool-owner": (pool_owner, ()),
        "short-commands": (short_commands, ()),
    }
    workers = [multiprocessing.Process(target=work, args=args, name=name) for name, (work, args) in jobs.items()]
    for worker in workers:
        worker.start()
    try:
        for worker in workers:
            worker.join()
    except KeyboardInterrupt:
        for worker in workers:
            worker.join()
        announce("interrupted; all workers have ended")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
