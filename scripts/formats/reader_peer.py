"""Reads one file into an n × d array of `Float` as a user of Python would; prints the seconds of that.

usage: reader_peer.py READER FILE
"""

import json
import sys
import time
from collections import defaultdict


def pandas_csv(path, separator=","):
    import pandas

    types = defaultdict(lambda: "f4", id="str")
    return pandas.read_csv(path, sep=separator, index_col="id", dtype=types).to_numpy()


def pandas_tsv(path):
    return pandas_csv(path, "\t")


def pandas_jsonl(path):
    import numpy
    import pandas

    return numpy.array(pandas.read_json(path, lines=True)["embedding"].tolist(), "f4")


def numpy_csv(path):
    return loadtxt(path, ",", 1)


def numpy_tsv(path):
    return loadtxt(path, "\t", 1)


def numpy_words(path):
    return loadtxt(path, " ", 0)


def loadtxt(path, delimiter, skipped):
    import numpy

    # Column 0 has the names, which loadtxt would have to be told the type of.
    with open(path) as file:
        columns = len(file.readline().split(delimiter))
    options = {"delimiter": delimiter, "skiprows": skipped, "usecols": range(1, columns)}
    return numpy.loadtxt(path, "f4", comments=None, **options)


def json_lines(path):
    import numpy

    with open(path) as file:
        return numpy.array([json.loads(line)["embedding"] for line in file], "f4")


def gensim_text(path):
    return gensim(path)


def gensim_glove(path):
    return gensim(path, no_header=True)


def gensim_binary(path):
    return gensim(path, binary=True)


def gensim(path, **options):
    from gensim.models import KeyedVectors

    return KeyedVectors.load_word2vec_format(path, **options).vectors


def copy_vectors(path):
    import numpy

    with open(path) as file:
        return numpy.array([json.loads(line.rsplit("\t", 1)[1]) for line in file], "f4")


if __name__ == "__main__":
    start = time.perf_counter()
    rows = globals()[sys.argv[1]](sys.argv[2])
    assert str(rows.dtype) == "float32", rows.dtype
    print(json.dumps({"compute": time.perf_counter() - start, "rows": len(rows)}))
