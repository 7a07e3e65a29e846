#!/usr/bin/env python3
"""What the house style refuses. Usage: gates_test.py ROOT; prints each breach, ends with 1 if there is one."""

import os
import re
import sys
import tempfile

from source_tree import CODE, code_only, files, read, tracked, write

LINES_OF_SOURCE = 400
LINES_OF_HEADER = 200
LINES_OF_README = 40

PROGRAM = ('core/', 'ui/', 'app/')
TESTCHILD = 'tests/support/testchild/'

# Name, what is refused in C++ without comments and literals, where it is allowed.
CODE_GATES = [
    ('connect by string', r'\b(SIGNAL|SLOT)\s*\(', ()),
    ('sender()', r'\bsender\s*\(\s*\)', ()),
    ('delete', r'(?<![=\s])\s*\bdelete\b(\s*\[\s*\])?\s+[A-Za-z_(*:]|\bdelete\s*\[|\bdelete\s*\(', ()),
    ('pid_t', r'\bpid_t\b', ('core/kernel/', 'tests/')),
    ('processEvents', r'\bprocessEvents\s*\(', ('app/', 'tests/')),
    ('blocking wait', r'\bwaitFor[A-Z]\w*\s*\(', ('app/', 'tests/')),
    ('sleep', r'\b(sleep_for|sleep_until|usleep|qSleep)\b|\bQThread::m?u?sleep\b'
              r'|(?<![\w.>])(::)?sleep\s*\(', (TESTCHILD,)),
    ('sleep', r'\bnanosleep\b', ('core/kernel/', TESTCHILD)),
    ('name', r'\b(class|struct|enum|namespace)\s+(class\s+)?\w*(Manager|Helper|Handler|Util|Controller)',
     ()),
]

FILE_NAME = re.compile(r'(^|_)(manager|helper|handler|util|utils|controller|common|misc)s?(_|\.|$)')

# Joined here so that this file passes its own gates.
UNFINISHED = re.compile(r'\b(' + '|'.join(['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX']) + r')\b')
MACHINE_PATH = re.compile(r'(?<![\w.$}/-])/(' + '|'.join(['wo' + 'rk', 'ro' + 'ot']) + r')/')
TEXT = CODE + ('.py', '.txt', '.md', '.cmake', '.json', '.proto', '.sh', '.yml', '.qrc', '.in')


def position(text, offset):
    return text.count('\n', 0, offset) + 1


def check_code(root):
    for path in files(root, 'core', 'ui', 'app', 'tests'):
        if not path.endswith(CODE):
            continue
        code = code_only(read(root, path))
        for name, pattern, allowed in CODE_GATES:
            if path.startswith(tuple(allowed)):
                continue
            for match in re.finditer(pattern, code):
                yield f'{path}:{position(code, match.start())}: {name}: {match.group().strip()}'


def check_names(root):
    for path in files(root, 'core', 'ui', 'app', 'tests'):
        if path.endswith(CODE) and FILE_NAME.search(os.path.basename(path)):
            yield f'{path}: name: says nothing of what it holds'
        for folder in path.split('/')[:-1]:
            if path.startswith(PROGRAM) and FILE_NAME.search(folder):
                yield f'{path}: name: folder {folder}'


def check_text(root):
    for path in tracked(root):
        path = path.removeprefix('./')
        if not path.endswith(TEXT) or path.startswith('tests/data/'):
            continue
        text = read(root, path)
        for name, pattern in (('unfinished', UNFINISHED), ('machine path', MACHINE_PATH)):
            for match in pattern.finditer(text):
                yield f'{path}:{position(text, match.start())}: {name}: {match.group()}'


def check_sizes(root):
    for path in files(root, 'core', 'ui', 'app', 'tests'):
        if path.endswith(CODE):
            lines = read(root, path).count('\n')
            limit = LINES_OF_HEADER if path.endswith('.h') else LINES_OF_SOURCE
            if lines > limit:
                yield f'{path}: size: {lines} lines, at most {limit}'
        if os.path.basename(path) == 'README.md':
            lines = read(root, path).count('\n')
            if lines > LINES_OF_README:
                yield f'{path}: size: {lines} lines, at most {LINES_OF_README}'


def check_readmes(root):
    code_of = {}
    for path in files(root, 'core', 'ui', 'app', 'tests/support'):
        if path.endswith(CODE):
            code_of.setdefault(os.path.dirname(path), []).append(path)
    for folder, code in sorted(code_of.items()):
        # One file pair explains itself in its class comment.
        if len(code) > 2 and not os.path.isfile(os.path.join(root, folder, 'README.md')):
            yield f'{folder}: README.md is missing'


CHECKS = (check_code, check_names, check_text, check_sizes, check_readmes)


def breaches(root):
    return [breach for check in CHECKS for breach in check(root)]


def code_lines(root, folder):
    return sum(read(root, path).count('\n') for path in files(root, folder) if path.endswith(CODE))


def print_ratios(root):
    for side, floor in (('core', 0.7), ('ui', 0.3)):
        source = code_lines(root, side)
        tests = code_lines(root, 'tests/' + side)
        if source:
            print(f'{side}: {tests} test lines for {source} source lines: '
                  f'{tests / source:.2f} (floor {floor})')


# Path, text, a word of the expected breach or None.
EXAMPLES = [
    ('core/a.cpp', 'connect(a, SIGNAL(done()), b, SLOT(go()));\n', 'connect by string'),
    ('core/a.cpp', '// SIGNAL(done()) is refused\nauto s = "SLOT(go())";\n', None),
    ('core/a.cpp', 'auto s = R"(SLOT(go()))";\nauto c = \'"\'; auto d = \'"\';\n', None),
    ('ui/a.cpp', 'auto* one = sender();\n', 'sender()'),
    ('ui/a.cpp', 'one.send();\nresender(1);\n', None),
    ('core/a.cpp', '    delete m_child;\n', 'delete'),
    ('core/a.cpp', 'if (x) delete[] all;\n', 'delete'),
    ('core/a.h', 'A(const A&) = delete;\nA& operator=(const A&) = delete;\n', None),
    ('core/tree/a.h', 'pid_t pid;\n', 'pid_t'),
    ('core/kernel/a.h', 'pid_t pid; // for 1\'000 reasons, "one"\n', None),
    ('ui/a.cpp', 'QCoreApplication::processEvents();\n', 'processEvents'),
    ('ui/a.cpp', 'process.waitForFinished(-1);\n', 'blocking wait'),
    ('tests/a.cpp', 'process.waitForFinished(-1);\n', None),
    ('tests/a.cpp', 'std::this_thread::sleep_for(1s);\n', 'sleep'),
    ('tests/a.cpp', 'QThread::msleep(5);\n', 'sleep'),
    ('core/a.cpp', '::usleep(5);\n', 'sleep'),
    ('core/a.cpp', '::nanosleep(&pause, nullptr);\n', 'sleep'),
    ('core/a.cpp', 'sleep(5);\n', 'sleep'),
    ('tests/support/testchild/a.cpp', '::sleep(5);\n', None),
    ('core/a.h', 'class ProcessManager\n{};\n', 'name'),
    ('core/a.h', 'class SignalHandler;\n', 'name'),
    ('core/a.h', 'struct Process;\n', None),
    ('core/string_utils.h', '\n', 'name'),
    ('core/helpers/a.h', '\n', 'name'),
    ('core/a.h', '// TO' 'DO: finish\n', 'unfinished'),
    ('core/a.h', 'auto t = "/tmp/aXXXX' 'XX";\n', None),
    ('README.md', 'see /wo' 'rk/shared\n', 'machine path'),
    ('tests/a.cpp', 'auto p = "/ro' 'ot/x";\n', 'machine path'),
    ('tests/a.cpp', 'auto p = "/net' 'wo' 'rk/x";\n', None),
    ('core/a.cpp', '\n' * 401, 'size'),
    ('core/a.cpp', '\n' * 400, None),
    ('core/a.h', '\n' * 201, 'size'),
    ('core/tree/README.md', '\n' * 41, 'size'),
]


def self_test():
    wrong = []
    for path, text, expected in EXAMPLES:
        with tempfile.TemporaryDirectory() as root:
            write(root, path, text)
            found = breaches(root)
            fits = not found if expected is None else any(expected in breach for breach in found)
            if not fits:
                wrong.append(f'self-test: {path} with {text[:60]!r}: {found}')
    with tempfile.TemporaryDirectory() as root:
        for name in ('a.h', 'b.h', 'c.h'):
            write(root, 'core/tree/' + name, '\n')
        if breaches(root) != ['core/tree: README.md is missing']:
            wrong.append('self-test: a folder without README.md')
    return wrong


def main():
    if len(sys.argv) != 2:
        print('usage: gates_test.py ROOT', file=sys.stderr)
        return 2
    found = self_test() + breaches(sys.argv[1])
    for line in found:
        print(line)
    print_ratios(sys.argv[1])
    return 1 if found else 0


if __name__ == '__main__':
    sys.exit(main())
