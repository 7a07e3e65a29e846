"""A main process, three workers, and a pool of two inside the third; all wait until they are interrupted.

Each says READY once it is inside its try block, and CLEANED NAME from its finally clause.
"""
import multiprocessing
import sys
import time
import traceback


def say(text):
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def wait_until_interrupted(name):
    try:
        say(f"READY {name}")
        time.sleep(60)
    finally:
        say(f"CLEANED {name}")


def compile_sources(name):
    wait_until_interrupted(name)


def link_program(name):
    wait_until_interrupted(name)


def pool_task(number):
    try:
        wait_until_interrupted(f"task-{number}")
    except KeyboardInterrupt:
        # A worker that dies is replaced by its pool, which then may hang in terminate().
        traceback.print_exc()


def run_pool(name):
    try:
        with multiprocessing.Pool(2) as pool:
            tasks = pool.map_async(pool_task, range(2), chunksize=1)
            try:
                tasks.get()
            finally:
                tasks.wait(30)
    finally:
        say(f"CLEANED {name}")


def main():
    workers = [
        multiprocessing.Process(target=target, args=(name,), name=name)
        for target, name in ((compile_sources, "compiler"), (link_program, "linker"), (run_pool, "pool-owner"))
    ]
    for worker in workers:
        worker.start()
    try:
        for worker in workers:
            worker.join()
    finally:
        for worker in workers:
            worker.join()
        say("CLEANED main")


if __name__ == "__main__":
    main()
