"""What a person would watch: three workers, the last with a pool of its own, all busy until stopped.

Every process leaves `NAME.pid` in the folder MARKS once it is ready, and `NAME.cleaned` where it was
let to clean up.
"""

import multiprocessing
import os
import sys
import time

MARKS = os.environ["TW_E2E_MARKS"]


def mark(name, text):
    """Writes a mark that is never seen half written."""
    path = os.path.join(MARKS, name)
    with open(path + ".new", "w", encoding="utf-8") as file:
        file.write(text)
    os.rename(path + ".new", path)


def crunch_alpha():
    try:
        mark("alpha.pid", str(os.getpid()))
        while True:
            time.sleep(0.05)
    finally:
        mark("alpha.cleaned", "")


def crunch_beta():
    try:
        mark("beta.pid", str(os.getpid()))
        while True:
            time.sleep(0.05)
    finally:
        mark("beta.cleaned", "")


def pool_task(number):
    mark(f"pool{number}.pid", str(os.getpid()))
    while True:
        time.sleep(0.05)


def nest_gamma():
    try:
        with multiprocessing.Pool(2) as pool:
            mark("gamma.pid", str(os.getpid()))
            pool.map(pool_task, range(2), chunksize=1)
    finally:
        mark("gamma.cleaned", "")


def main():
    multiprocessing.set_start_method("fork")
    workers = [
        multiprocessing.Process(target=function, name=function.__name__)
        for function in (crunch_alpha, crunch_beta, nest_gamma)
    ]
    for worker in workers:
        worker.start()
    print("workers started", flush=True)
    mark("main.pid", str(os.getpid()))
    for worker in workers:
        worker.join()
        print(f"{worker.name} ended with {worker.exitcode}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
