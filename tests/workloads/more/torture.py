#!/usr/bin/python3
"""torture: every byte value, torn sequences and a million short lines on both streams; its checksums are promised."""
import os
import sys
import zlib

sys.path.insert(0, os.environ["WORKLOADS"])
import wl

ALL = bytes(range(256)) * 40
TORN = b"\xe2\x82\xac" * 3000 + b"\x1b]0;title" + b"x" * 9000 + b"\x1b[31" + b"\xf0\x9f" + b"\0\r\n\n\r" * 500


def main():
    wl.begin("root")
    out = [ALL[at:at + 7] for at in range(0, len(ALL), 7)] + [TORN] + [b"%d\n" % n for n in range(20000)] + [b"no newline"]
    err = [TORN[at:at + 13] for at in range(0, len(TORN), 13)] + [ALL]
    for name, pieces in (("stdout", out), ("stderr", err)):
        wl.expect(name + "_bytes", sum(map(len, pieces)))
        wl.expect(name + "_crc32", zlib.crc32(b"".join(pieces)))
    wl.ready()
    for number in range(max(len(out), len(err))):
        for fd, pieces in ((1, out), (2, err)):
            piece = pieces[number] if number < len(pieces) else b""
            while piece:
                piece = piece[os.write(fd, piece):]
    wl.exited(5)
    os._exit(5)


if __name__ == "__main__":
    main()
