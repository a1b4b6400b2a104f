"""The entries of the table of first commands, and the small matrix that most of its files hold."""

import uuid

import numpy as np

from conversion import DATA, USAGE
from rows import Case, Refused, Rows, embeddings

VALUES = embeddings(rows=7, dimensions=6).values
D = VALUES.shape[1]
NUMBERS = [1001, 1002, 1004, 1007, 1011, 1016, 1022]
NAMES = ["plain", "two words", "comma, inside", 'quote " inside', "ünï 日本", "line", "-1"]
UUIDS = [str(uuid.UUID(int=(row + 1) << 96 | 0x4000 << 64 | row)) for row in range(len(VALUES))]


def entry(title, file, content, expected, *options, said=()):
    """An entry of text, bytes, or a function that writes to a path."""
    if isinstance(content, str):
        content = content.encode()
    write = (lambda path: path.write_bytes(content)) if isinstance(content, bytes) else content
    if isinstance(expected, np.ndarray):
        expected = Rows(expected)
    said = (said,) if isinstance(said, str) else said
    return Case(title, file, write, expected, options, said=said)


def named(names, values=VALUES):
    return Rows(values, [str(name) for name in names])


def without(places, values=VALUES):
    """The values with some missing; a place is a row, or a row and a column."""
    values = values.copy()
    for place in places:
        values[place] = np.nan
    return values


def unclear(*patterns):
    return Refused(USAGE, *patterns)


def faulty(*patterns):
    return Refused(DATA, *patterns)


def ids_from(column):
    """What is said of the column or field that ids come from."""
    return rf"ids from (\w+ )?\"?\b{column}\b"
