"""Enough of the agent's protocol to start a command and to hear of its end; see core/wire/treewarden.proto."""

import struct

# Numbers of fields.
HELLO, COMMAND, EVENT = 1, 2, 2
COMMAND_ID, COMMAND_LAUNCH, COMMAND_STOP = 1, 2, 3
LAUNCH_ARGV = 1
STOP_TARGET, STOP_LADDER, STEP_SIGNAL, STEP_SCOPE = 1, 2, 1, 2
SCOPE_TREE = 3
LAUNCH_FINISHED = 19


def varint(number):
    encoded = b""
    while number > 0x7F:
        encoded += bytes([number & 0x7F | 0x80])
        number >>= 7
    return encoded + bytes([number])


def field(number, value):
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def frame(message):
    return struct.pack("<I", len(message)) + message


def hello():
    return frame(field(HELLO, field(1, 1) + field(2, b"test")))


def launch(number, argv):
    words = b"".join(field(LAUNCH_ARGV, word.encode()) for word in argv)
    return frame(field(COMMAND, field(COMMAND_ID, number) + field(COMMAND_LAUNCH, words)))


def kill_tree(number, key):
    step = field(STEP_SIGNAL, 9) + field(STEP_SCOPE, SCOPE_TREE)
    return frame(field(COMMAND, field(COMMAND_ID, number) + field(COMMAND_STOP, field(STOP_TARGET, key) + field(STOP_LADDER, step))))


def fields(message):
    """(number, value) of a message's fields; nested messages are left as bytes."""
    at = 0

    def read_varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = message[at]
            at += 1
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7

    while at < len(message):
        number, kind = divmod(read_varint(), 8)
        if kind == 0:
            yield number, read_varint()
        else:
            length = {1: 8, 5: 4}.get(kind) or read_varint()
            yield number, message[at:at + length]
            at += length


class AgentReader:
    """Takes what an agent writes; counts the launches that have finished."""

    def __init__(self):
        self._buffer = b""
        self.finished = 0

    def add(self, data):
        self._buffer += data
        while len(self._buffer) >= 4 and len(self._buffer) >= 4 + (length := struct.unpack_from("<I", self._buffer)[0]):
            message, self._buffer = self._buffer[4:4 + length], self._buffer[4 + length:]
            for number, value in fields(message):
                if number == EVENT and any(inner == LAUNCH_FINISHED for inner, _ in fields(value)):
                    self.finished += 1
