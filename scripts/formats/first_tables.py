"""CSV as pandas writes it: headers, keys, other columns, missing values, vectors in one column."""

import io
from itertools import chain

import duckdb
import numpy as np
import pandas as pd

from first_entry import D, NAMES, NUMBERS, UUIDS, VALUES, entry, faulty, ids_from, named, unclear, without

COLUMNS = [f"x{column}" for column in range(D)]
BLOCK = rf"{D} dimensions x0 … x{D - 1}"


def entries():
    return chain(headers(), ids(), other_columns(), missing(), vectors())


def frame(values=VALUES, columns=COLUMNS, **before):
    """A data frame with other columns before the values."""
    data = pd.DataFrame(values, columns=columns)
    for place, (name, column) in enumerate(before.items()):
        data.insert(place, name, column)
    return data


def csv(data, index=False, **options):
    return data.to_csv(index=index, **options)


def headers():
    yield entry("pandas, index=False", "rows.csv", csv(frame()), VALUES, said=BLOCK)
    yield entry("pandas, with its index", "rows.csv", csv(frame(), True), named(range(7)), said=BLOCK)
    indexed = frame().set_index(pd.Index(NAMES, name="title"))
    yield entry(
        "pandas, an index with a name", "rows.csv", csv(indexed, True), named(NAMES), said=ids_from("title")
    )
    bare = pd.DataFrame(VALUES)
    yield entry("pandas, columns 0, 1, 2 …", "rows.csv", csv(bare), VALUES)
    yield entry("pandas, columns 0, 1, 2 …, --header", "rows.csv", csv(bare), VALUES, "--header")
    yield entry("pandas, columns 0, 1, 2 … and index", "rows.csv", csv(bare, True), named(range(7)))
    yield entry("pandas, header=False", "rows.csv", csv(frame(), header=False), VALUES)
    one = [f"embedding_{column}" for column in range(1, D + 1)]
    yield entry(
        "pandas, embedding_1 …", "rows.csv", csv(frame(columns=one)), VALUES, said="embedding_1 … embedding_6"
    )
    double = frame(VALUES.astype("f8") / 3)
    yield entry("pandas, f64", "rows.csv", csv(double), double.to_numpy().astype("f4"), said="f32")
    yield entry(
        "pandas, f64, --dtype f64", "rows.csv", csv(double), double.to_numpy(), "--dtype", "f64", said="f64"
    )
    short = csv(frame(), float_format="%.3e")
    yield entry("pandas, float_format", "rows.csv", short, pd.read_csv(io.StringIO(short)).to_numpy("f4"))


def ids():
    for name, keys in {
        "user_id": NUMBERS,
        "doc_id": NAMES,
        "id": UUIDS,
        "uuid": UUIDS,
        "title": NAMES,
    }.items():
        yield entry(
            f"pandas, key {name}",
            "rows.csv",
            csv(frame(**{name: keys})),
            named(keys),
            said=ids_from(name),
        )
    last = frame()
    last["user_id"] = NUMBERS
    yield entry("pandas, key at the end", "rows.csv", csv(last), named(NUMBERS), said=ids_from("user_id"))
    plain = csv(frame(page=NUMBERS))
    yield entry(
        "pandas, whole numbers beside real ones", "rows.csv", plain, named(NUMBERS), said=ids_from("page")
    )
    bare = csv(frame(user_id=NUMBERS), header=False)
    yield entry("pandas, whole numbers and no header", "rows.csv", bare, named(NUMBERS))
    bare = csv(frame(doc_id=NAMES), header=False)
    yield entry("pandas, names and no header", "rows.csv", bare, named(NAMES))
    small = frame(np.array([[1, 2, 3], [3, 2, 4], [5, 1, 1]]), ["x", "y", "z"], user_id=NUMBERS[:3])
    values = small.to_numpy("f4")[:, 1:]
    yield entry(
        "pandas, whole numbers all over",
        "rows.csv",
        csv(small),
        named(NUMBERS[:3], values),
        said=ids_from("user_id"),
    )
    long = [1850000000000000001 + row for row in range(7)]
    yield entry("pandas, ids beyond 2⁵³", "rows.csv", csv(frame(id=long)), named(long))
    two = csv(frame(doc_id=NAMES, chunk_id=NUMBERS))
    yield entry("pandas, two keys", "rows.csv", two, unclear("doc_id", "chunk_id", "--id-column"))
    yield entry("pandas, two keys, --id-column", "rows.csv", two, named(NUMBERS), "--id-column", "chunk_id")


def other_columns():
    labels = frame(user_id=NUMBERS, language="en", done=[True, False] * 3 + [True], day="2024-01-31")
    labels["price"] = [row + 0.5 for row in range(7)]
    expected = named(NUMBERS)
    yield entry("pandas, text, flags, dates and a price", "rows.csv", csv(labels), expected, said=BLOCK)
    texts = frame(id=NAMES, text=["a, b", "x\ny", 'say "z"', "", "1.5", "日本", "é"])
    yield entry("pandas, texts with line breaks", "rows.csv", csv(texts), named(NAMES), said=ids_from("id"))
    both = frame().join(frame(columns=[f"y{column}" for column in range(D)]))
    yield entry("pandas, two blocks of numbers", "rows.csv", csv(both), unclear("x0", "y0", "--columns"))
    yield entry("pandas, two blocks, --columns", "rows.csv", csv(both), VALUES, "--columns", "x0-x5")


def missing():
    places = [(0, 1), (4, 5)]
    gaps = without(places)
    yield entry("pandas, NaN in the first row", "rows.csv", csv(frame(gaps)), gaps, said=BLOCK)
    yield entry(
        "pandas, NaN, with a key",
        "rows.csv",
        csv(frame(gaps, id=UUIDS)),
        named(UUIDS, gaps),
        said=ids_from("id"),
    )
    for text in ("NaN", "NULL", "NA"):
        yield entry(f"pandas, na_rep={text}", "rows.csv", csv(frame(gaps), na_rep=text), gaps, said=BLOCK)
    rows = without([0, 3])
    yield entry(
        "pandas, rows without values", "rows.csv", csv(frame(rows, user_id=NUMBERS)), named(NUMBERS, rows)
    )
    words = csv(frame(id=NUMBERS).astype(object).replace(VALUES[5, 2], "n/a?"))
    yield entry("pandas, a word among the numbers", "rows.csv", words, faulty("line 7", r"n/a\?"))
    first = csv(frame(id=NUMBERS).astype(object).replace(VALUES[0, 2], "n/a?"))
    yield entry("pandas, a word in the first row", "rows.csv", first, faulty("line 2", r"n/a\?"))


def vectors():
    """A column of whole vectors, which pandas prints as Python does."""
    lists = [[float(str(value)) for value in row] for row in VALUES]
    data = pd.DataFrame({"id": NAMES, "text": "x", "embedding": lists})
    yield entry(
        "pandas, lists in a column",
        "rows.csv",
        csv(data),
        named(NAMES),
        said=(f"{D} dimensions", "embedding"),
    )
    gap = data.assign(embedding=[*lists[:2], None, *lists[3:]])
    yield entry("pandas, a list that is None", "rows.csv", csv(gap), named(NAMES, without([2])))
    gap = data.assign(embedding=[None, *lists[1:]])
    yield entry("pandas, the first list None", "rows.csv", csv(gap), named(NAMES, without([0])))
    arrays = csv(data.assign(embedding=list(VALUES)))
    printed = pd.read_csv(io.StringIO(arrays))["embedding"]
    read = np.array([np.fromstring(text.strip("[]"), sep=" ") for text in printed]).astype("f4")
    yield entry("pandas, arrays in a column", "rows.csv", arrays, named(NAMES, read), said=f"{D} dimensions")
    # numpy leaves out the middle of what it prints.
    wide = csv(pd.DataFrame({"id": NUMBERS[:2], "embedding": list(np.ones((2, 2000)))}))
    yield entry("pandas, arrays cut by numpy", "rows.csv", wide, faulty("line 2", r"\.\.\."))
    other = data.assign(embedding=[*lists[:5], lists[5][:3], lists[6]])
    yield entry("pandas, lists of two lengths", "rows.csv", csv(other), faulty("line 7"))
    two = data.assign(title_embedding=lists)
    yield entry(
        "pandas, two columns of lists",
        "rows.csv",
        csv(two),
        unclear("embedding", "title_embedding", "--columns"),
    )


def duckdb_copy(command):
    """Runs a command of DuckDB with two tables of the rows: one of columns, one of lists."""
    wide = frame(user_id=NUMBERS)
    lists = pd.DataFrame({"n": range(7), "id": NAMES, "v": list(VALUES)})
    with duckdb.connect() as connection:
        connection.register("wide", wide)
        connection.register("lists", lists)
        connection.execute(command)
