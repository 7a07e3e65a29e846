#!/usr/bin/env python3
"""Who may include whom. Usage: layers_test.py ROOT; prints each breach, ends with 1 if there is one."""

import re
import sys
import tempfile

from source_tree import CODE, files, read, write

# Headers that carry values and need nothing of their folder's machinery.
VALUES = {
    'core/control/command.h', 'core/control/ladder.h', 'core/control/stop_event.h',
    'core/inspect/process_details.h', 'core/inspect/running_process.h', 'core/output/line.h', 'core/traces/trace.h',
}

# Folder: the folders it may include besides itself; 'values' stands for VALUES.
MAY_INCLUDE = {
    'core/base': '',
    'core/kernel': 'core/base',
    'core/tree': 'core/base',
    'core/traces': 'core/base',
    'core/stacks': 'core/base core/kernel',
    'core/inspect': 'core/base core/kernel',
    'core/tracking': 'core/base core/kernel core/tree',
    'core/control': 'core/base core/kernel core/tree',
    'core/output': 'core/base core/kernel core/traces',
    'core/stream': 'core/base core/tree values',
    'core/wire': 'core/base core/tree core/stream values',
    'core/journal': 'core/base core/tree core/stream core/wire core/kernel values',
    'core/report': 'core/base core/tree core/stream values',
    'core/agent': 'core',
    'ui/client': 'core/base core/tree core/stream core/wire core/report values',
    'ui/models': 'core/base core/tree core/stream core/report core/wire/message.h ui/client values',
    'ui/views': 'core/base core/tree core/stream ui/client ui/models values',
    'ui/actions': 'core/base core/tree core/stream ui/client ui/models values',
    'ui/windows': 'core/base core/tree core/stream core/report core/wire ui values',
    'app/twrun': 'core',
    'app/treewarden-agent': 'core',
    'app/treewarden': 'core ui',
}

# Programs and folders that need no Qt; models know no widgets.
WITHOUT_QT = ('core/', 'app/twrun/', 'app/treewarden-agent/')
WITHOUT_WIDGETS = ('ui/client/', 'ui/models/')
WIDGETS = re.compile(r'(QtWidgets|QtGui)/|Q(Widget|Application|Painter|Dialog|MainWindow)$'
                     r'|Q(AbstractItem|Tree|List|Table|Graphics|Header)View$')

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)
GENERATED = re.compile(r'(\.moc|\.pb\.h)$|(^|/)(ui_|moc_)')


def folder_of(path, depth=2):
    return '/'.join(path.split('/')[:depth])


def is_allowed(path, included):
    own = folder_of(path)
    if folder_of(included) == own:
        return True
    for allowed in MAY_INCLUDE[own].split():
        if allowed == 'values' and included in VALUES:
            return True
        if included == allowed or included.startswith(allowed + '/'):
            return True
    return False


def check_project_include(path, included):
    if '/' not in included or included.startswith('..'):
        return f'writes "{included}" not from the root'
    if included.split('/')[0] not in ('core', 'ui', 'app', 'tests'):
        return None  # a library that is included with quotes
    if not is_allowed(path, included):
        return f'includes {included}'
    return None


def check_system_include(path, included):
    # Qt's headers are QtModule/QClass or QClass.
    if re.match(r'Qt?[A-Z][A-Za-z]*(/|$)', included):
        if path.startswith(WITHOUT_QT):
            return f'includes <{included}>, but needs no Qt'
        if path.startswith(WITHOUT_WIDGETS) and WIDGETS.search(included):
            return f'includes <{included}>, but knows no widgets'
    return None


def breaches(root):
    found = []
    for path in files(root, 'core', 'ui', 'app'):
        if not path.endswith(CODE):
            continue
        if folder_of(path) not in MAY_INCLUDE:
            found.append(f'{path}: its folder is not in the table of layers')
            continue
        for quote, included in INCLUDE.findall(read(root, path)):
            if GENERATED.search(included):
                continue
            check = check_project_include if quote == '"' else check_system_include
            reason = check(path, included)
            if reason:
                found.append(f'{path}: {reason}')
    return found


EXAMPLES = [
    # path, include line, whether it is a breach
    ('core/base/a.h', '#include "core/base/result.h"', False),
    ('core/base/a.h', '#include "core/tree/process_tree.h"', True),
    ('core/tree/a.h', '#include "core/kernel/pidfd.h"', True),
    ('core/stream/a.h', '#include "core/control/ladder.h"', False),
    ('core/stream/a.h', '#include "core/control/stop.h"', True),
    ('core/report/a.h', '#include "core/stream/event.h"', False),
    ('core/report/a.h', '#include "core/kernel/pidfd.h"', True),
    ('core/control/a.h', '#include "core/stream/event.h"', True),
    ('core/control/a.h', '#include "stop.h"', True),
    ('core/control/a.h', '#include "../tree/process_tree.h"', True),
    ('core/agent/a.h', '#include "core/kernel/pidfd.h"', False),
    ('core/agent/a.h', '#include "ui/client/replica.h"', True),
    ('core/agent/a.h', '#include "tests/support/fake_clock.h"', True),
    ('core/agent/a.h', '#include <QtCore/QObject>', True),
    ('core/agent/a.h', '#  include <QString>', True),
    ('core/wire/a.h', '#include "core/wire/treewarden.pb.h"', False),
    ('core/novel/a.h', '#include <vector>', True),
    ('ui/models/a.h', '#include "ui/client/replica.h"', False),
    ('ui/models/a.h', '#include "ui/views/tree_view.h"', True),
    ('ui/models/a.h', '#include <QtWidgets/QWidget>', True),
    ('ui/models/a.h', '#include <QTreeView>', True),
    ('ui/models/a.h', '#include <QAbstractItemModel>', False),
    ('ui/models/a.h', '#include <QByteArrayView>', False),
    ('ui/models/a.h', '#include "core/wire/message.h"', False),
    ('ui/models/a.h', '#include "core/wire/codec.h"', True),
    ('ui/views/a.h', '#include "ui/windows/main_window.h"', True),
    ('ui/windows/a.h', '#include "ui/actions/stop_actions.h"', False),
    ('app/twrun/a.h', '#include "ui/client/replica.h"', True),
    ('app/treewarden/a.h', '#include "ui/windows/main_window.h"', False),
]


def self_test():
    wrong = []
    for path, line, is_breach in EXAMPLES:
        with tempfile.TemporaryDirectory() as root:
            write(root, path, line + '\n')
            if bool(breaches(root)) != is_breach:
                wrong.append(f'self-test: {path} with {line}')
    return wrong


def main():
    if len(sys.argv) != 2:
        print('usage: layers_test.py ROOT', file=sys.stderr)
        return 2
    found = self_test() + breaches(sys.argv[1])
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == '__main__':
    sys.exit(main())
