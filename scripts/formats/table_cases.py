"""CSV, TSV and JSONL as pandas and json write them."""

import json
from csv import QUOTE_NONE

import numpy as np
import pandas as pd

from escapes import escaped
from rows import ODD_NAMES, Case, Rows, random_rows

SIMPLE_NAMES = [name for name in ODD_NAMES if not set(name) & set('\t"\\')]
COLUMNS = [f"x{column}" for column in range(19)]


def tables():
    yield from csv()
    yield from csv_vectors()
    yield from tsv()
    yield from jsonl()


def frame(rows, name="id"):
    data = pd.DataFrame(rows.values, columns=COLUMNS)
    if rows.names is not None:
        data.insert(0, name, rows.names)
    return data


def csv():
    plain, named = random_rows(), random_rows().named(ODD_NAMES)
    yield table("header", "header.csv", frame(plain).to_csv(index=False), plain)
    wide = random_rows("f8")
    yield table("f64, --dtype f64", "f64.csv", frame(wide).to_csv(index=False), wide, "--dtype", "f64")
    text = frame(named).to_csv(index=False)
    yield table("quoted names, --id-column by name", "named.csv", text, named, "--id-column", "id")
    bare = frame(named).to_csv(index=False, header=False)
    yield table("no header, --id-column 1", "named-bare.csv", bare, named, "--id-column", "1", "--no-header")

    mixed = frame(named, "a, name")
    mixed.insert(1, "text", ["some, text" if row % 2 else "x\ny" for row in range(257)])
    mixed["year"] = 1999
    options = ("--id-column", "a, name", "--columns")
    text = mixed.to_csv(index=False)
    yield table("a range of columns by name", "mixed.csv", text, named, *options, "x0-x18")
    yield table("a range of columns by number", "mixed.csv", text, named, *options, "3-21")
    chosen = [0, 4, 5, 6, 18]
    part = Rows(np.ascontiguousarray(named.values[:, chosen]), named.names)
    yield table("names, ranges and numbers of columns", "mixed.csv", text, part, *options, "x0,7-9,x18")


def csv_vectors():
    """One column that holds whole vectors, as lists print themselves."""
    named = random_rows().named(ODD_NAMES)
    lists = [[float(str(value)) for value in row] for row in named.values]
    data = pd.DataFrame({"id": named.names, "note": "x", "embedding": lists})
    options = ("--id-column", "id", "--columns", "embedding")
    yield table("a column of vectors", "vectors.csv", data.to_csv(index=False), named, *options)


def tsv():
    """pandas quotes fields that have tabs or quotes in them; in the .tsv of databases, these are escaped."""
    plain, named = random_rows(), random_rows().named(SIMPLE_NAMES)
    yield table_of_tabs("pandas, TSV", "header.tsv", frame(plain), plain)
    yield table_of_tabs("pandas, TSV with names", "named.tsv", frame(named), named, "--id-column", "id")
    odd = random_rows().named(ODD_NAMES)
    data = frame(odd.named([escaped(name) for name in odd.names]))
    bare = {"quoting": QUOTE_NONE, "quotechar": None}
    yield table_of_tabs("TSV with escaped names", "escaped.tsv", data, odd, "--id-column", "id", **bare)


def jsonl():
    named = random_rows("f8").named(ODD_NAMES)
    objects = [{"id": name, "embedding": row.tolist()} for name, row in zip(named.names, named.values)]
    text = "".join(json.dumps(value) + "\n" for value in objects)
    yield json_case("json, f64", "f64.jsonl", text, named, "--dtype", "f64")
    single = random_rows().named(ODD_NAMES)
    yield json_case("json, other fields around, unescaped", "fields.jsonl", around(single), single)
    options = ("--id-field", "id", "--vector-field", "embedding")
    yield json_case("json, --id-field and --vector-field", "chosen.ndjson", around(single), single, *options)


def around(rows):
    """Lines with fields of every kind, nested ones too, before and after those that are read."""
    lines = []
    for row, (name, values) in enumerate(zip(rows.names, rows.values)):
        fields = {
            "meta": {"id": "no", "embedding": [1, {"x": [2]}], "quote": '"]}'},
            "id": name,
            "n": row,
            "tags": ["a", "b"],
            "embedding": [float(str(value)) for value in values],
            "none": None,
            "done": row % 2 == 0,
            "text": "\\u0041 \U0001f600 ]",
        }
        # Order is free.
        keys = list(fields) if row % 2 else list(reversed(fields))
        lines.append(json.dumps({key: fields[key] for key in keys}, ensure_ascii=False) + "\n")
    return "".join(lines)


def table(title, file, text, rows, *options):
    return Case(f"pandas, CSV: {title}", file, writer(text), rows, options, "csv")


def table_of_tabs(title, file, data, rows, *options, **quoting):
    text = data.to_csv(index=False, sep="\t", **quoting)
    return Case(title, file, writer(text), rows, options, "tsv")


def json_case(title, file, text, rows, *options):
    return Case(f"JSONL by {title}", file, writer(text), rows, options, "jsonl")


def writer(text):
    return lambda path: path.write_text(text, encoding="utf-8", newline="")
