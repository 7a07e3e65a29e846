"""The files of the project, and C++ without its comments and literals."""

import os
import re
import subprocess

CODE = ('.h', '.cpp')
SKIPPED = {'build', '.git', '__pycache__'}

TOKEN = re.compile(
    r'''(?P<comment>//[^\n]*|/\*.*?\*/)'''
    r'''|(?P<raw>R"(?P<mark>[^()\\\s]{0,16})\(.*?\)(?P=mark)")'''
    r'''|(?P<string>"(?:\\.|[^"\\\n])*")'''
    r'''|(?P<char>(?<![0-9A-Za-z_])'(?:\\.|[^'\\\n])+')''',
    re.DOTALL)


def files(root, *folders):
    """Paths below `folders`, relative to `root`, sorted, with forward slashes."""
    found = []
    for folder in folders:
        for where, names, entries in os.walk(os.path.join(root, folder)):
            names[:] = [name for name in names if name not in SKIPPED]
            found += [os.path.relpath(os.path.join(where, entry), root) for entry in entries]
    return sorted(found)


def tracked(root):
    """What git tracks below `root`; every file where it is no repository."""
    listed = subprocess.run(['git', '-C', root, 'ls-files', '-z'], capture_output=True, check=False)
    if listed.returncode != 0:
        return files(root, '.')
    names = listed.stdout.decode('utf-8', 'replace').split('\0')
    return sorted(name for name in names if name and os.path.isfile(os.path.join(root, name)))


def read(root, path):
    with open(os.path.join(root, path), encoding='utf-8', errors='replace') as file:
        return file.read()


def code_only(text):
    """The text with comments and literals blanked; line numbers stay as they are."""
    def blank(match):
        return '""' + '\n' * match.group().count('\n')
    return TOKEN.sub(blank, text)


def write(root, path, text):
    """For examples in self-tests."""
    full = os.path.join(root, path)
    os.makedirs(os.path.dirname(full), exist_ok=True)
    with open(full, 'w', encoding='utf-8') as file:
        file.write(text)
