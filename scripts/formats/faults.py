"""Malformed files of each format: the exit code, and a message that names the place."""

import gzip
import struct
from itertools import chain

import numpy as np
import zstandard

from array_cases import safetensors_bytes
from conversion import NO_INPUT
from first_databases import SQL, database
from first_entry import entry, faulty, unclear
from rows import Refused

GOOD = np.arange(12, dtype="f4").reshape(3, 4)
CSV = b"id,x,y\na,1.5,2\nb,3,4\nc,5,6\n"
WORD2VEC = b"2 3\na " + bytes(12) + b"\nb " + bytes(12) + b"\n"
COPY = ("--input-format", "copy")
BINARY_WORDS = ("--input-format", "word2vec")
ID_COLUMN = ("--id-column", "1")
LONG = "".join(f"r{row},{row}.5,{row}.25\n" for row in range(50_000)).encode()


def entries():
    return chain(texts(), binaries(), others())


def texts():
    """The message must name this line."""
    line = lambda number: faulty(rf"\bline {number}\b")
    yield entry("fault, csv, a field too few", "few.csv", CSV.replace(b"b,3,4", b"b,3"), line(3))
    yield entry("fault, csv, a field too many", "many.csv", CSV.replace(b"b,3,4", b"b,3,4,5"), line(3))
    yield entry("fault, csv, a quote left open", "quote.csv", CSV.replace(b"\nb", b'\n"b'), line(3))
    yield entry("fault, csv, a vector cut off", "vector.csv", b'id,v\na,"[1,2]"\nb,"[3,4"\n', line(3))
    far = LONG + b"r,1,x\n"
    yield entry("fault, csv, far down", "long.csv", far, line(50_001), *ID_COLUMN, "--no-header")
    names = b'id,x\n"a\nb",1.5\nc,x\n'
    yield entry("fault, csv, lines within names count", "names.csv", names, line(4), *ID_COLUMN)
    tabs = CSV.replace(b",", b"\t").replace(b"c\t5", b"c\t?")
    yield entry("fault, tsv, no number", "n.tsv", tabs, unclear("2 readings"))
    glove = ("--input-format", "glove")
    yield entry("fault, glove, too few numbers", "few.txt", b"a 1 2 3\nb 1 2 3\nc 1 2\n", line(3), *glove)
    yield entry("fault, glove, no number", "n.txt", b"a 1 2 3\nb 1 2x 3\n", line(2), *glove)
    yield entry("fault, word2vec-text, too few numbers", "few.vec", b"2 3\na 1 2 3\nb 1 2\n", line(3))
    yield entry("fault, word2vec-text, no number", "n.vec", b"2 3\na 1 2 3\nb 1 - 3\n", line(3))
    yield entry("fault, jsonl, not JSON", "broken.jsonl", b'{"v":[1,2]}\n{"v":[1,2]\n', line(2))
    yield entry("fault, copy, no number", "n.copy", b"[1,2]\n[1,x]\n", line(2), *COPY)
    yield entry("fault, copy, another length", "other.copy", b"[1,2]\n[3,4]\n[5,6,7]\n", line(3), *COPY)
    yield entry("fault, copy, a field too few", "few.copy", b"a\t[1,2]\nb\n", line(2), *COPY)
    packed = gzip.compress(CSV.replace(b"5,6", b"five,6"))
    yield entry("fault, gzip, a fault inside", "n.csv.gz", packed, unclear("2 readings"))


def binaries():
    """The message must name a byte or a row."""
    place = faulty(r"\b(byte|row|line) \d+|\d+ bytes")
    whole = struct.pack("<II", 3, 4) + GOOD.tobytes()
    yield entry("fault, fbin, cut off", "cut.fbin", whole[:-5], place)
    cut = WORD2VEC[:-9]
    yield entry("fault, word2vec, cut off", "cut.w2v.bin", cut, place, *BINARY_WORDS)
    endless = b"1 3\n" + b"a" * 5000
    yield entry("fault, word2vec, a name without an end", "name.w2v.bin", endless, place, *BINARY_WORDS)
    more = WORD2VEC + b"more"
    yield entry("fault, word2vec, bytes after the rows", "more.w2v.bin", more, place, *BINARY_WORDS)
    tensor = safetensors_bytes("F32", GOOD)
    yield entry("fault, safetensors, cut off", "cut.safetensors", tensor[:-4], place)
    long = struct.pack("<Q", 1 << 20) + tensor[8:]
    yield entry("fault, safetensors, a header beyond the file", "long.safetensors", long, place)
    text = tensor.replace(b'"dtype"', b'"dtype,')
    yield entry("fault, safetensors, no JSON", "json.safetensors", text, place)
    other = tensor.replace(b"[0,48]", b"[0,44]")
    yield entry("fault, safetensors, offsets beside the shape", "offsets.safetensors", other, place)
    packed = gzip.compress(LONG)
    yield entry("fault, gzip, cut off", "cut.csv.gz", packed[: len(packed) // 2], place)
    # The checksum is the last but four bytes.
    yield entry("fault, gzip, checksum", "sum.csv.gz", packed[:-8] + b"\0\0\0\0" + packed[-4:], place)
    frames = zstandard.ZstdCompressor(write_checksum=True).compress(LONG)
    yield entry("fault, zstd, cut off", "cut.csv.zst", frames[: len(frames) // 2], place)
    yield entry("fault, zstd, checksum", "sum.csv.zst", frames[:-4] + b"\0\0\0\0", place)
    half = database([bytes(24)] * 6 + [bytes(22)])
    yield entry("fault, sqlite, a blob of half a value", "half.db", half, faulty(r"\brow 6\b"), *SQL)


def others():
    """Options that are not the file's, and no file."""
    yield entry("usage, csv, no such column", "column.csv", CSV, unclear("name"), "--id-column", "name")
    beyond = ("--columns", "2-9")
    yield entry("usage, csv, a number beyond the columns", "column.csv", CSV, unclear("9"), *beyond)
    yield entry("fault, no such file", "none.csv", lambda path: None, Refused(NO_INPUT))
