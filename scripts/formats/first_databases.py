"""SQLite by sqlite3, with vectors as people store them, DuckDB's own files, and what PostgreSQL's COPY prints."""

import io
import json
import pickle
import sqlite3
import zlib
from itertools import chain

import duckdb
import numpy as np

from escapes import escaped
from first_entry import D, NAMES, NUMBERS, VALUES, entry, faulty, ids_from, named, unclear, without

SQL = ("--sql", "select id, embedding from docs order by n")
VEC0 = "create virtual table items using vec0(embedding float[6])"
JSON = [json.dumps([float(str(value)) for value in row]) for row in VALUES]


def entries():
    return chain(blobs(), texts(), queries(), missing(), wrapped(), copy())


def database(vectors, ids=NAMES, more=()):
    """A function that writes the table docs and what `more` statements do."""

    def write(path):
        connection = sqlite3.connect(path)
        connection.execute("create table docs (n integer primary key, id, embedding)")
        connection.executemany("insert into docs values (?, ?, ?)", zip(range(7), ids, vectors))
        for statement in more:
            connection.execute(statement)
        connection.commit()
        connection.close()

    return write


def blobs():
    single = database([row.tobytes() for row in VALUES])
    for file in ("docs.db", "docs.sqlite", "docs.sqlite3", "docs"):
        yield entry(
            f"sqlite3, f32 in {file}", file, single, named(NAMES), *SQL, said=(f"{D} dimensions", "f32")
        )
    small = (VALUES * 40).astype("i1")
    types = {"f16": VALUES.astype("f2"), "f64": VALUES.astype("f8") / 3, "i8": small, "u8": small.view("u1")}
    for name, values in types.items():
        write = database([row.tobytes() for row in values])
        # Narrower values become f32, which can hold a missing one.
        expected = named(NAMES, values.astype("f8" if name == "f64" else "f4"))
        yield entry(f"sqlite3, {name}, --dtype", "docs.db", write, expected, *SQL, "--dtype", name, said=name)
        # As f32 these bytes are other numbers, or numbers and a half.
        wide = np.hstack([values, values[:, :2]])
        write = database([row.tobytes() for row in wide])
        yield entry(f"sqlite3, {name} not told", "docs.db", write, unclear("--dtype"), *SQL)
    wide = VALUES.view(np.uint32) & np.uint32(0xFFFF0000)
    write = database([row.tobytes() for row in (wide >> 16).astype("<u2")])
    expected = named(NAMES, wide.view("f4"))
    yield entry("sqlite3, bf16, --dtype", "docs.db", write, expected, *SQL, "--dtype", "bf16", said="bf16")
    # The module that owns the table is needed to read it.
    virtual = (
        "pragma writable_schema = on",
        f"insert into sqlite_master values ('table', 'items', 'items', 0, '{VEC0}')",
    )
    write = database([row.tobytes() for row in VALUES], more=virtual)
    yield entry(
        "sqlite-vec, a virtual table",
        "docs.db",
        write,
        unclear("vec0"),
        "--sql",
        "select rowid, embedding from items",
    )


def texts():
    yield entry("sqlite3, JSON text", "docs.db", database(JSON), named(NAMES), *SQL, said=f"{D} dimensions")
    double = database([json.dumps((row.astype("f8") / 3).tolist()) for row in VALUES])
    yield entry(
        "sqlite3, JSON text, --dtype f64",
        "docs.db",
        double,
        named(NAMES, VALUES.astype("f8") / 3),
        *SQL,
        "--dtype",
        "f64",
    )
    yield entry(
        "sqlite3, JSON text, one of another length",
        "docs.db",
        database([*JSON[:6], "[1,2]"]),
        faulty(r"\brow 6\b"),
        *SQL,
    )
    yield entry(
        "sqlite3, text that is no vector",
        "docs.db",
        database([*JSON[:6], "none"]),
        faulty(r"\brow 6\b"),
        *SQL,
    )


def queries():
    write = database([row.tobytes() for row in VALUES], NUMBERS)
    yield entry("sqlite3, no --sql", "docs.db", write, unclear("--sql"))
    yield entry("sqlite3, whole numbers as ids", "docs.db", write, named(NUMBERS), *SQL, said=ids_from("id"))
    query = "select embedding, id from docs order by n"
    yield entry(
        "sqlite3, the vector first", "docs.db", write, unclear("'embedding'", "'id'", "--sql"), "--sql", query
    )
    for kind, vectors in {"blobs": [row.tobytes() for row in VALUES], "texts": JSON}.items():
        write = database(vectors, ids=vectors)
        yield entry(f"sqlite3, two columns of {kind}", "docs.db", write, unclear("'id'", "'embedding'"), *SQL)
    write = database([row.tobytes() for row in VALUES], NUMBERS)
    query = "select embedding from docs order by n"
    yield entry("sqlite3, the vector alone", "docs.db", write, VALUES, "--sql", query)
    yield entry(
        "sqlite3, all columns", "docs.db", write, unclear("column|--sql"), "--sql", "select * from docs"
    )
    yield entry(
        "sqlite3, no such table", "docs.db", write, unclear("vectors"), "--sql", "select * from vectors"
    )
    yield entry(
        "sqlite3, no rows",
        "docs.db",
        write,
        faulty("row"),
        "--sql",
        "select id, embedding from docs where n > 9",
    )


def missing():
    vectors = [row.tobytes() for row in VALUES]
    for row in (0, 3):
        write = database([*vectors[:row], None, *vectors[row + 1 :]])
        yield entry(f"sqlite3, NULL in row {row}", "docs.db", write, named(NAMES, without([row])), *SQL)
    write = database([*vectors[:2], b"", *vectors[3:]])
    yield entry("sqlite3, an empty blob", "docs.db", write, named(NAMES, without([2])), *SQL)
    inside = json.dumps([None, *json.loads(JSON[4])[1:]])
    write = database([*JSON[:4], inside, *JSON[5:]])
    yield entry("sqlite3, null inside of JSON text", "docs.db", write, named(NAMES, without([(4, 0)])), *SQL)
    yield entry(
        "sqlite3, another length",
        "docs.db",
        database([*vectors[:5], vectors[5][:-4], vectors[6]]),
        faulty(r"\brow 5\b"),
        *SQL,
    )


def wrapped():
    """Arrays as Python serializes them: their lengths may be multiples of four."""

    def saved(row):
        file = io.BytesIO()
        np.save(file, row)
        return file.getvalue()

    for name, pack in {"np.save": saved, "pickle": pickle.dumps}.items():
        packed = [pack(row) for row in np.tile(VALUES, 4)]
        # Lengths of such rows are a multiple of four once in four.
        write = database([blob + b"\0" * (-len(blob) % 4) for blob in packed])
        yield entry(f"sqlite3, blobs of {name}", "docs.db", write, unclear("--dtype"), *SQL)
    write = database([zlib.compress(row.tobytes()) for row in VALUES])
    yield entry("sqlite3, blobs of zlib", "docs.db", write, unclear("--dtype"), *SQL)

    def write(path):
        with duckdb.connect(str(path)) as connection:
            connection.execute("create table docs as select 1 as id, [0.5, 1.5]::float[] as v")

    yield entry("DuckDB's own file", "docs.duckdb", write, faulty("DuckDB"))
    yield entry("DuckDB's own file called .db", "docs.db", write, faulty("DuckDB"))


def copy():
    """By the documentation of COPY and of pgvector; `postgres` asks a server."""
    text = lambda columns: "".join("\t".join(row) + "\n" for row in zip(*columns))
    ids, vectors = [escaped(name) for name in NAMES], [line.replace(" ", "") for line in JSON]
    option = ("--input-format", "copy")
    right = named(NAMES)
    yield entry(
        "pgvector, COPY of vector", "docs.copy", text([ids, vectors]), right, *option, said=f"{D} dimensions"
    )
    yield entry("pgvector, COPY of vector, .tsv", "docs.tsv", text([ids, vectors]), right)
    yield entry("pgvector, COPY of vector, .txt", "docs.txt", text([ids, vectors]), right)
    csv = "id,embedding\n" + "".join(f'{row},"{vector}"\n' for row, vector in enumerate(vectors))
    yield entry("pgvector, COPY with CSV HEADER", "docs.csv", csv, named(range(7)), said=ids_from("id"))
    half = VALUES.astype("f2")
    halves = ["[" + ",".join(str(value) for value in row) + "]" for row in half.astype("f4")]
    yield entry(
        "pgvector, COPY of halfvec",
        "docs.copy",
        text([ids, halves]),
        named(NAMES, half.astype("f4")),
        *option,
    )
    arrays = ["{" + vector[1:-1] + "}" for vector in vectors]
    yield entry("PostgreSQL, COPY of real[]", "docs.copy", text([ids, arrays]), right, *option)
    numbers = list(map(str, NUMBERS))
    yield entry(
        "PostgreSQL, COPY of bigint and vector",
        "docs.copy",
        text([numbers, vectors]),
        named(NUMBERS),
        *option,
    )
    other = text([numbers, ids, ["\\N"] * 7, vectors])
    yield entry("PostgreSQL, a number and a text", "docs.copy", other, right, *option, said="ids from column 2")
    yield entry("PostgreSQL, two keys, --id-column", "docs.copy", other, right, *option, "--id-column", "2")
    gap = text([ids, [*vectors[:3], "\\N", *vectors[4:]]])
    yield entry("PostgreSQL, \\N", "docs.copy", gap, named(NAMES, without([3])), *option)
    gap = text([ids, ["\\N", *vectors[1:]]])
    yield entry("PostgreSQL, \\N in the first row", "docs.copy", gap, named(NAMES, without([0])), *option)
    gap = text([ids, [*arrays[:3], "{NULL" + arrays[3][arrays[3].index(",") :], *arrays[4:]]])
    yield entry(
        "PostgreSQL, NULL inside of real[]", "docs.copy", gap, named(NAMES, without([(3, 0)])), *option
    )
    bits = ["01011010", "11011010", "01010010", "01111010", "00011010", "01000010", "11100010"]
    yield entry("pgvector, COPY of bit", "docs.copy", text([ids, bits]), unclear("bit"), *option)
    yield entry("pgvector, COPY of bit, .tsv", "docs.tsv", text([ids, bits]), unclear("bit|column"))
    sparse = ["{1:0.5,3:1.5}/6", "{2:1}/6", "{1:1,2:2}/6", "{6:0.25}/6", "{1:3}/6", "{4:4,5:5}/6", "{3:2}/6"]
    yield entry(
        "pgvector, COPY of sparsevec", "docs.copy", text([ids, sparse]), unclear("sparsevec"), *option
    )
    signature = b"PGCOPY\n\xff\r\n\0" + bytes(8) + b"\xff\xff"
    yield entry("PostgreSQL, COPY in binary", "docs.copy", signature, faulty("binary COPY"), *option)
    yield entry(
        "PostgreSQL, a dump",
        "dump.sql",
        "--\n-- PostgreSQL database dump\n--\n\nCOPY public.docs (id, v) FROM stdin;\n"
        + text([ids, vectors])
        + "\\.\n",
        faulty(),
    )
