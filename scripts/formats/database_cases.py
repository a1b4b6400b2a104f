"""SQLite databases by sqlite3, and what PostgreSQL's COPY prints."""

import json
import sqlite3

from escapes import escaped
from rows import ODD_NAMES, Case, random_rows


def sqlite():
    named = random_rows().named(ODD_NAMES)
    blobs = [row.tobytes() for row in named.values]
    ordered = "select id, v from docs order by rowid"
    yield case("blobs, text ids", "blobs.db", named.names, blobs, named, ordered)
    texts = [json.dumps([float(str(value)) for value in row]) for row in named.values]
    yield case("JSON text", "json.sqlite3", named.names, texts, named, ordered)
    some = type(named)(named.values[100:50:-1], named.names[100:50:-1])
    query = "select id, v from docs where rowid between 52 and 101 order by rowid desc"
    yield case("a part, in another order", "part.db", named.names, blobs, some, query)
    yield case("WAL, not yet checkpointed", "wal.db", named.names, blobs, named, ordered, wal=True)


def case(title, file, ids, vectors, rows, query, wal=False):
    def write(path):
        database = sqlite3.connect(path)
        if wal:
            # The rows stay in the file beside: a reader must look there, and closing would move them.
            database.execute("pragma journal_mode = wal")
            database.execute("pragma wal_autocheckpoint = 0")
            OPEN.append(database)
        database.execute("create table docs (id, v)")
        database.executemany("insert into docs values (?, ?)", zip(ids, vectors))
        database.commit()
        if not wal:
            database.close()

    # These rows have values of any magnitude, which are no plausible f32 unless somebody says so.
    return Case(f"sqlite3, {title}", file, write, rows, ("--sql", query, "--dtype", "f32"), "sqlite")


# Connections whose write-ahead log must outlive the function that wrote it.
OPEN = []


def copy_text():
    """The text form of COPY by its documentation: tabs, backslash escapes, one row a line."""
    named = random_rows().named(ODD_NAMES)
    lines = ["\t".join([escaped(name), vector(row)]) for name, row in zip(named.names, named.values)]
    options = ("--input-format", "copy", "--id-column", "1")
    yield copied("two columns", "two.copy", lines, named, *options)
    wide = [f"7\t\\N\t{line}\ta\\tb\\\\\t{{1,2}}" for line in lines]
    options = ("--input-format", "copy", "--id-column", "3", "--columns", "4")
    yield copied("NULLs and other columns around", "wide.copy", wide, named, *options)
    only = [vector(row) for row in named.values]
    yield copied("vectors only", "only.copy", only, named.nameless(), "--input-format", "copy")
    double = random_rows("f8")
    options = ("--input-format", "copy", "--dtype", "f64")
    yield copied("f64, --dtype f64", "f64.copy", [vector(row) for row in double.values], double, *options)


def copied(title, file, lines, rows, *options):
    write = lambda path: path.write_text("".join(f"{line}\n" for line in lines), newline="")
    return Case(f"COPY by hand, {title}", file, write, rows, options, "copy")


def vector(row):
    """As pgvector prints it."""
    return "[" + ",".join(str(value) for value in row) + "]"
