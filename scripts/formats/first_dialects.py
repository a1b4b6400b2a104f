"""CSV and TSV of other writers, in other dialects, with other endings, and of odd shapes."""

from csv import QUOTE_ALL, QUOTE_NONNUMERIC
from itertools import chain

import numpy as np
import pandas as pd
import polars as pl

from first_entry import NAMES, NUMBERS, VALUES, entry, faulty, ids_from, named, unclear, without
from first_tables import BLOCK, COLUMNS, csv, duckdb_copy, frame
from rows import Rows


def entries():
    return chain(polars(), duckdb(), numpy(), dialects(), shapes())


def polars():
    data = pl.DataFrame(VALUES, COLUMNS)
    keyed = data.insert_column(0, pl.Series("user_id", NUMBERS))
    yield entry("polars, write_csv", "rows.csv", keyed.write_csv, named(NUMBERS), said=ids_from("user_id"))
    gaps = keyed.with_columns(x2=pl.when(pl.col("user_id") == NUMBERS[0]).then(None).otherwise(pl.col("x2")))
    yield entry("polars, null", "rows.csv", gaps.write_csv, named(NUMBERS, without([(0, 2)])))
    write = lambda path: keyed.write_csv(path, include_bom=True)
    yield entry("polars, with a mark of UTF-8", "rows.csv", write, named(NUMBERS), said=ids_from("user_id"))
    write = lambda path: keyed.write_csv(path, include_header=False)
    yield entry("polars, no header", "rows.csv", write, named(NUMBERS))
    write = lambda path: keyed.write_csv(path, separator="\t")
    yield entry("polars, TSV", "rows.tsv", write, named(NUMBERS), said=ids_from("user_id"))


def duckdb():
    """COPY of DuckDB."""
    copy = lambda select, options="": (
        lambda path: duckdb_copy(f"copy ({select}) to '{path}' (format csv{options})")
    )
    yield entry(
        "DuckDB, COPY of columns", "rows.csv", copy("from wide"), named(NUMBERS), said=ids_from("user_id")
    )
    yield entry(
        "DuckDB, COPY of FLOAT[]",
        "rows.csv",
        copy("select id, v from lists"),
        named(NAMES),
        said=ids_from("id"),
    )
    yield entry(
        "DuckDB, COPY of FLOAT[6]", "rows.csv", copy("select id, v::float[6] as v from lists"), named(NAMES)
    )
    gap = "select id, case when n = 2 then null else v end as v from lists order by n"
    yield entry("DuckDB, a NULL vector", "rows.csv", copy(gap), named(NAMES, without([2])))
    inside = "select id, case when n = 2 then [null, 1, 2, 3, 4, 5] else v end as v from lists order by n"
    values = without([(2, 0)])
    values[2, 1:] = range(1, 6)
    yield entry("DuckDB, a NULL inside of a vector", "rows.csv", copy(inside), named(NAMES, values))
    yield entry(
        "DuckDB, COPY without a header", "rows.csv", copy("from wide", ", header false"), named(NUMBERS)
    )
    yield entry(
        "DuckDB, COPY compressed", "rows.csv.zst", copy("from wide", ", compression zstd"), named(NUMBERS)
    )


def numpy():
    save = lambda **options: lambda path: np.savetxt(path, VALUES, **options)
    yield entry("numpy, savetxt with commas", "rows.csv", save(delimiter=","), VALUES)
    yield entry(
        "numpy, savetxt with a comment", "rows.csv", save(delimiter=",", header=",".join(COLUMNS)), VALUES
    )
    yield entry("numpy, savetxt with blanks", "rows.txt", save(), unclear("--input-format|name"))
    yield entry("numpy, savetxt with tabs", "rows.tsv", save(delimiter="\t"), VALUES)


def dialects():
    data = frame(user_id=NUMBERS)
    right = named(NUMBERS)
    yield entry(
        "pandas, utf-8-sig", "rows.csv", csv(data).encode("utf-8-sig"), right, said=ids_from("user_id")
    )
    yield entry("pandas, \\r\\n", "rows.csv", csv(data, lineterminator="\r\n"), right, said=BLOCK)
    yield entry(
        "pandas, all quoted", "rows.csv", csv(data, quoting=QUOTE_ALL), right, said=ids_from("user_id")
    )
    odd = csv(frame(id=NAMES), quoting=QUOTE_NONNUMERIC, lineterminator="\r\n")
    yield entry("pandas, names quoted, \\r\\n", "rows.csv", odd, named(NAMES), said=ids_from("id"))
    yield entry("pandas, the last line without its end", "rows.csv", csv(data).rstrip("\n"), right)
    yield entry("pandas, TSV", "rows.tsv", csv(data, sep="\t"), right, said=ids_from("user_id"))
    yield entry("pandas, gzip", "rows.csv.gz", lambda path: data.to_csv(path, index=False), right)
    yield entry("pandas, semicolons", "rows.csv", csv(data, sep=";"), faulty("semicolon"))
    comma = csv(data, sep=";", decimal=",")
    yield entry("pandas, semicolons and decimal commas", "rows.csv", comma, faulty("semicolon"))
    yield entry("pandas, a decimal comma, quoted", "rows.csv", csv(data, decimal=","), faulty("line 2"))
    yield entry("pandas, tabs in a .csv", "rows.csv", csv(data, sep="\t"), faulty("tab"))
    yield entry("pandas, bars", "rows.csv", csv(data, sep="|"), faulty("bars"))
    yield entry("pandas, UTF-16", "rows.csv", csv(data).encode("utf-16"), unclear())
    yield entry("pandas, a CSV called .txt", "rows.txt", csv(data), right)
    yield entry("pandas, a CSV without an ending", "rows", csv(data), right)
    yield entry("pandas, a CSV called .tsv", "rows.tsv", csv(data), faulty("commas"))


def shapes():
    yield entry("an empty file", "rows.csv", "", faulty("empty"))
    yield entry("a header only", "rows.csv", csv(frame().iloc[:0]), faulty("row"))
    yield entry("one row", "rows.csv", csv(frame(user_id=NUMBERS).iloc[:1]), Rows(VALUES[:1], ["1001"]))
    text = pd.DataFrame({"id": NUMBERS, "text": NAMES})
    yield entry("pandas, no vector at all", "rows.csv", csv(text), unclear("no column"))
    ragged = csv(frame(id=NUMBERS)).replace("\n1004,", "\n1004,0.5,")
    yield entry("a field too many", "rows.csv", ragged, faulty("line 4"))
