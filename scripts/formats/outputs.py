"""Every format that `convert` writes: how its real library reads it, and what it can hold."""

import json
from csv import QUOTE_NONE
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

import numpy as np
import pandas as pd
from gensim.models import KeyedVectors
from safetensors.numpy import load_file

from escapes import unescaped
from rows import Rows

ALL_TYPES = ("f16", "f32", "f64", "i8", "u8")
CODES = {"f16": "f2", "f32": "f4", "f64": "f8", "i8": "i1", "u8": "u1"}


@dataclass(frozen=True)
class Output:
    """A format of output, told by the ending of the file."""

    ending: str
    types: tuple  # those of `--output-dtype` that it can hold
    read: Callable[[Path, np.dtype], Rows]  # by the real library
    holds: Callable[[str], bool] = lambda name: False  # whether it must hold this name
    format: str = ""  # of text forms, which leave the type of the values to their reader
    options: tuple = ()  # to have simbatch read its names again

    @property
    def is_text(self):
        return self.format in ("csv", "tsv", "jsonl", "glove", "word2vec-text")

    @property
    def names(self):
        return self.holds("plain")


def numpy(path, dtype):
    return Rows(np.load(path))


def bin(path, dtype):
    n, d = np.fromfile(path, "<u4", 2).astype(int)
    return Rows(np.fromfile(path, dtype, offset=8).reshape(n, d))


def vecs(path, dtype):
    raw = np.fromfile(path, "u1")
    d = int(raw[:4].view("<i4")[0])
    lines = raw.reshape(-1, 4 + d * dtype.itemsize)
    assert (np.ascontiguousarray(lines[:, :4]).view("<i4") == d).all()
    return Rows(np.ascontiguousarray(lines[:, 4:]).view(dtype))


def safetensors(path, dtype):
    tensors = load_file(path)
    assert list(tensors) == ["embeddings"], list(tensors)
    return Rows(tensors["embeddings"])


def word2vec(binary=False, header=True):
    def read(path, dtype):
        # gensim computes in `Float`, whatever the text says: only f64 needs its own type.
        vectors = KeyedVectors.load_word2vec_format(
            str(path), binary=binary, no_header=not header, datatype=dtype.type
        )
        return Rows(vectors.vectors, vectors.index_to_key)

    return read


def glove(path, dtype):
    """gensim's reader splits names at spaces; numbers are the last d fields of a line."""
    lines = [line.split(" ") for line in path.read_text("utf-8").split("\n")[:-1]]
    d = len(lines[0]) - 1
    values = np.array([line[-d:] for line in lines]).astype("f8").astype(dtype)
    return Rows(values, [" ".join(line[:-d]) for line in lines])


def csv(path, dtype):
    return separated(path, dtype)


def tsv(path, dtype):
    found = separated(path, dtype, sep="\t", quoting=QUOTE_NONE)
    return Rows(found.values, found.names and [unescaped(name) for name in found.names])


def separated(path, dtype, **dialect):
    data = pd.read_csv(
        path, float_precision="round_trip", keep_default_na=False, dtype={"id": str}, **dialect
    )
    names = data.pop("id").tolist() if "id" in data.columns else None
    expected = [f"x{column}" for column in range(data.shape[1])]
    assert list(data.columns) == expected, f"columns {list(data.columns)}"
    return Rows(data.to_numpy("f8").astype(dtype), names)


def jsonl(path, dtype):
    objects = [json.loads(line) for line in path.read_text("utf-8").split("\n")[:-1]]
    names = [value["id"] for value in objects] if "id" in objects[0] else None
    wanted = {"embedding"} | ({"id"} if names else set())
    assert all(set(value) == wanted for value in objects), f"fields {set(objects[0])}"
    return Rows(np.array([value["embedding"] for value in objects], "f8").astype(dtype), names)


def is_number(word):
    try:
        float(word)
    except ValueError:
        return False
    return True


def one_word(name):
    return bool(name) and name.split() == [name]


def some_words(name):
    """Names with single spaces inside whose words are no numbers: d stays clear."""
    words = name.split(" ")
    return all(one_word(word) and not is_number(word) for word in words)


def anything(name):
    return True


OUTPUTS = [
    Output(".npy", ALL_TYPES, numpy),
    Output(".fbin", ("f32",), bin),
    Output(".hbin", ("f16",), bin),
    Output(".i8bin", ("i8",), bin),
    Output(".u8bin", ("u8",), bin),
    Output(".fvecs", ("f32",), vecs),
    Output(".bvecs", ("u8",), vecs),
    Output(".safetensors", ALL_TYPES, safetensors),
    Output(".w2v.bin", ("f32",), word2vec(binary=True), one_word),
    Output(".w2v.txt", ALL_TYPES, word2vec(), one_word, "word2vec-text"),
    Output(".vec", ("f32",), word2vec(), one_word, "word2vec-text"),
    Output(".glove.txt", ALL_TYPES, glove, some_words, "glove"),
    Output(".csv", ALL_TYPES, csv, anything, "csv", ("--id-column", "id")),
    Output(".tsv", ALL_TYPES, tsv, anything, "tsv", ("--id-column", "id")),
    Output(".jsonl", ALL_TYPES, jsonl, anything, "jsonl"),
]
