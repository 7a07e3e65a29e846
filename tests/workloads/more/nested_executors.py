#!/usr/bin/python3
"""nested_executors: a ProcessPoolExecutor whose tasks have one of their own. SIGINT for the tree: each busy task's finally runs."""
import concurrent.futures as futures
import multiprocessing
import os
import sys
import time

sys.path.insert(0, os.environ["WORKLOADS"])
import wl

ready = multiprocessing.get_context("fork").Semaphore(0)


def inner(_):
    wl.begin("inner")
    try:
        ready.release()
        time.sleep(20)
    finally:
        wl.mark("finally")


def outer(_):
    wl.begin("outer")
    try:
        with futures.ProcessPoolExecutor(2) as pool:
            list(pool.map(inner, range(2)))
    finally:
        wl.mark("finally")


def main():
    wl.begin("root")
    try:
        with futures.ProcessPoolExecutor(2) as pool:
            tasks = [pool.submit(outer, number) for number in range(2)]
            for _ in range(4):
                ready.acquire(timeout=20)
            wl.ready()
            for task in tasks:
                task.result()
    except KeyboardInterrupt:
        wl.mark("root_interrupted")
    os._exit(3)


if __name__ == "__main__":
    main()
