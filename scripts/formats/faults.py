"""One malformed file, or more, of each format: the exit code, and a message that names the place."""

import gzip
import re
import sqlite3
import struct
import tempfile
from pathlib import Path

import numpy as np
import zstandard
from safetensors.numpy import save

import hdf5_cases
from array_cases import safetensors_bytes
from conversion import DATA, NO_INPUT, USAGE, check_refused
from tally import Fail

GOOD = np.arange(12, dtype="f4").reshape(3, 4)
TENSORS = save({"a": GOOD, "b": GOOD})
CSV = b"id,x,y\na,1,2\nb,3,4\nc,5,6\n"
WORD2VEC = b"2 3\na " + bytes(12) + b"\nb " + bytes(12) + b"\n"
COPY = ("--input-format", "copy")
GLOVE = ("--input-format", "glove")
BINARY_WORDS = ("--input-format", "word2vec")
LONG = "".join(f"r{row},{row}.5,{row}.25\n" for row in range(50_000)).encode()


def texts():
    """(title, file, bytes, line, options): the message must name this line."""
    id_column = ("--id-column", "1")
    yield "csv, no number", "n.csv", CSV.replace(b"5", b"five"), 4, id_column
    yield "csv, a field too few", "few.csv", CSV.replace(b"b,3,4", b"b,3"), 3, id_column
    yield "csv, a field too many", "many.csv", CSV.replace(b"b,3,4", b"b,3,4,5"), 3, id_column
    yield "csv, an empty field", "empty.csv", CSV.replace(b"5", b""), 4, id_column
    yield "csv, a quote left open", "quote.csv", CSV.replace(b"\nb", b'\n"b'), 3, id_column
    yield "csv, a vector cut off", "vector.csv", b'id,v\na,"[1,2]"\nb,"[3,4"\n', 3, id_column
    yield "csv, far down", "long.csv", LONG + b"r,1,x\n", 50_001, (*id_column, "--no-header")
    yield "csv, lines within names count", "names.csv", b'id,x\n"a\nb",1\nc,x\n', 4, id_column
    yield "tsv, no number", "n.tsv", CSV.replace(b",", b"\t").replace(b"5", b"?"), 4, id_column
    yield "glove, too few numbers", "few.glove.txt", b"a 1 2 3\nb 1 2 3\nc 1 2\n", 3, GLOVE
    yield "glove, no number", "n.glove.txt", b"a 1 2 3\nb 1 2x 3\n", 2, GLOVE
    yield "word2vec-text, too few numbers", "few.vec", b"2 3\na 1 2 3\nb 1 2\n", 3, ()
    yield "word2vec-text, no number", "n.vec", b"2 3\na 1 2 3\nb 1 - 3\n", 3, ()
    yield "jsonl, not JSON", "broken.jsonl", b'{"v":[1,2]}\n{"v":[1,2]\n', 2, ()
    yield "jsonl, another length", "other.jsonl", b'{"v":[1,2]}\n{"v":[1,2]}\n{"v":[1]}\n', 3, ()
    yield "jsonl, no vector", "missing.jsonl", b'{"v":[1,2]}\n{"w":[1,2]}\n', 2, ()
    yield "jsonl, null in a vector", "null.jsonl", b'{"v":[1,2]}\n{"v":[1,null]}\n', 2, ()
    yield "copy, no number", "n.copy", b"[1,2]\n[1,x]\n", 2, COPY
    yield "copy, another length", "other.copy", b"[1,2]\n[3,4]\n[5,6,7]\n", 3, COPY
    yield "copy, a vector that is NULL", "null.copy", b"[1,2]\n\\N\n", 2, COPY
    yield "copy, a field too few", "few.copy", b"a\t[1,2]\nb\n", 2, (*COPY, *id_column)
    yield "gzip, a fault inside", "n.csv.gz", gzip.compress(CSV.replace(b"5", b"five")), 4, id_column


def binaries():
    """(title, file, bytes, options): the message must name a byte or a row."""
    whole = struct.pack("<II", 3, 4) + GOOD.tobytes()
    yield "fbin, cut off", "cut.fbin", whole[:-5], ()
    rows = [struct.pack("<i", 4) + GOOD.tobytes()[:16], struct.pack("<i", 3) + bytes(16)]
    yield "fvecs, another dimension", "other.fvecs", b"".join(rows), ()
    yield "word2vec, cut off", "cut.w2v.bin", WORD2VEC[:-9], BINARY_WORDS
    endless = b"1 3\n" + b"a" * 5000
    yield "word2vec, a name without an end", "name.w2v.bin", endless, BINARY_WORDS
    yield "word2vec, bytes after the rows", "more.w2v.bin", WORD2VEC + b"more", BINARY_WORDS
    tensor = safetensors_bytes("F32", GOOD)
    yield "safetensors, cut off", "cut.safetensors", tensor[:-4], ()
    long = struct.pack("<Q", 1 << 20) + tensor[8:]
    yield "safetensors, a header beyond the file", "long.safetensors", long, ()
    yield "safetensors, no JSON", "json.safetensors", tensor.replace(b'"dtype"', b'"dtype,'), ()
    other = tensor.replace(b"[0,48]", b"[0,44]")
    yield "safetensors, offsets beside the shape", "offsets.safetensors", other, ()
    packed = gzip.compress(LONG)
    yield "gzip, cut off", "cut.csv.gz", packed[: len(packed) // 2], ()
    # The checksum is the last but four bytes.
    yield "gzip, checksum", "sum.csv.gz", packed[:-8] + b"\0\0\0\0" + packed[-4:], ()
    frames = zstandard.ZstdCompressor(write_checksum=True).compress(LONG)
    yield "zstd, cut off", "cut.csv.zst", frames[: len(frames) // 2], ()
    yield "zstd, checksum", "sum.csv.zst", frames[:-4] + b"\0\0\0\0", ()


def usages():
    """(title, file, bytes, options, pattern): the file leaves something open, or the options are not its."""
    yield "safetensors, which tensor", "two.safetensors", TENSORS, (), "--tensor"
    yield "safetensors, no such tensor", "two.safetensors", TENSORS, ("--tensor", "c"), "a.*b"
    yield "csv, no such column", "column.csv", CSV, ("--id-column", "name"), "name"
    yield "csv, a number beyond the columns", "column.csv", CSV, ("--columns", "2-9"), "9"
    docs = database([bytes(8)])
    yield "sqlite, no --sql", "docs.db", docs, (), "--sql"
    yield "sqlite, SQL that it refuses", "docs.db", docs, ("--sql", "select nothing"), "nothing"


def database(vectors):
    """The bytes of a database with these vectors."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "docs.db"
        connection = sqlite3.connect(path)
        connection.execute("create table docs (id integer primary key, v)")
        connection.executemany("insert into docs (v) values (?)", [(vector,) for vector in vectors])
        connection.commit()
        connection.close()
        return path.read_bytes()


def rows_of_databases():
    """(title, file, vectors, row): a result that is no vector, in this row of it."""
    good = bytes(8)
    yield "sqlite, a blob of half a value", "half.db", [good, good, bytes(6)], 2
    yield "sqlite, another length", "other.db", [good, bytes(12)], 1
    yield "sqlite, NULL", "null.db", [good, None], 1
    yield "sqlite, text that is no vector", "text.db", ["[1,2]", "[1,"], 1


def check_hdf5(program, folder):
    """A file whose end is missing."""
    hdf5_cases.require_support(program, folder)
    path = folder / "cut.h5"
    hdf5_cases.save(path, {"x": np.zeros((1000, 8), "f4")})
    path.write_bytes(path.read_bytes()[:-1000])
    return refuse(program, path, DATA)


def refuse(program, path, code, *patterns, options=()):
    """The name of the file is part of every message, and no output is left."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "out.npy"
        command = ["convert", str(path), str(output), *options]
        said = check_refused(program, command, code, re.escape(path.name), *patterns)
        left = [path.name for path in Path(folder).iterdir()]
    if left:
        raise Fail(f"{left} was left")
    return said


def checks(program, folder):
    """(title, test) of every fault."""
    folder = folder / "faults"
    folder.mkdir()

    def fault(title, file, data, code, pattern, options):
        def test():
            path = folder / file
            path.write_bytes(data)
            return refuse(program, path, code, pattern, options=options)

        return title, test

    for title, file, data, line, options in texts():
        yield fault(f"fault, {title}", file, data, DATA, rf"\bline {line}\b", options)
    for title, file, data, options in binaries():
        yield fault(f"fault, {title}", file, data, DATA, r"\b(byte|row|line) \d+|\d+ bytes", options)
    options = ("--sql", "select v from docs order by id")
    for title, file, vectors, row in rows_of_databases():
        yield fault(f"fault, {title}", file, database(vectors), DATA, rf"\brow {row}\b", options)
    for title, file, data, options, pattern in usages():
        yield fault(f"usage, {title}", file, data, USAGE, pattern, options)
    yield "fault, HDF5, cut off", lambda: check_hdf5(program, folder)
    yield "fault, no such file", lambda: refuse(program, folder / "none.csv", NO_INPUT)
