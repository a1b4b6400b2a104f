"""JSON as pandas, polars and DuckDB write it, and as services answer."""

import base64
import json
from itertools import chain

import numpy as np
import pandas as pd
import polars as pl

from first_entry import D, NAMES, NUMBERS, UUIDS, VALUES, entry, faulty, ids_from, named, unclear, without
from first_tables import duckdb_copy, frame

LISTS = [[float(str(value)) for value in row] for row in VALUES]
VECTOR = rf"{D} numbers"


def entries():
    return chain(libraries(), services(), fields(), missing(), other_shapes())


def lines(objects, **options):
    return "".join(json.dumps(value, **options) + "\n" for value in objects)


def objects(name="embedding", ids=NAMES, key="id", **more):
    """An object each row: its id, other fields, its vector."""
    return [{key: id, **more, name: vector} for id, vector in zip(ids, LISTS)]


def replaced(row, value, **fields):
    """Lines whose vector of one row is another."""
    values = objects(**fields)
    values[row]["embedding"] = value
    return values


def libraries():
    """The rows are those of the text: to_json rounds to ten decimals."""
    data = pd.DataFrame({"id": NAMES, "text": "x", "embedding": LISTS})
    text = data.to_json(orient="records", lines=True)
    read = np.array([json.loads(line)["embedding"] for line in text.splitlines()]).astype("f4")
    yield entry(
        "pandas, to_json by lines",
        "rows.jsonl",
        text,
        named(NAMES, read),
        said=(VECTOR, "embedding", ids_from("id")),
    )
    yield entry("pandas, to_json by lines, .json", "rows.json", text, named(NAMES, read))
    yield entry(
        "pandas, to_json by lines, gzip",
        "rows.jsonl.gz",
        lambda path: data.to_json(path, orient="records", lines=True),
        named(NAMES, read),
    )
    array = data.to_json(orient="records")
    for file in ("rows.json", "rows.jsonl", "rows"):
        yield entry(f"pandas, to_json as one array in {file}", file, array, faulty("JSON array of objects.*jq"))
    yield entry(
        "pandas, to_json as one array, indented",
        "rows.json",
        data.to_json(orient="records", indent=2),
        faulty("JSON array of objects.*jq"),
    )
    yield entry(
        "json, an array of arrays", "rows.json", json.dumps(LISTS), faulty("JSON array of arrays.*jq")
    )
    yield entry("pandas, to_json by columns", "rows.json", data.to_json(), unclear())
    wide = frame(id=NUMBERS).to_json(orient="records", lines=True)
    yield entry("pandas, to_json, a field each value", "rows.jsonl", wide, unclear("array|--vector-field"))
    frames = pl.DataFrame({"doc_id": NUMBERS, "embedding": LISTS})
    yield entry(
        "polars, write_ndjson", "rows.ndjson", frames.write_ndjson, named(NUMBERS), said=ids_from("doc_id")
    )
    copy = lambda options="": (
        lambda path: duckdb_copy(f"copy (select id, v from lists) to '{path}' (format json{options})")
    )
    yield entry("DuckDB, COPY to JSON", "rows.json", copy(), named(NAMES), said=(VECTOR, ids_from("id")))
    yield entry("DuckDB, COPY to a JSON array", "rows.json", copy(", array true"), faulty("JSON array.*jq"))
    yield entry(
        "json, \\r\\n and a mark of UTF-8",
        "rows.jsonl",
        ("\ufeff" + lines(objects()).replace("\n", "\r\n")).encode(),
        named(NAMES),
    )
    yield entry("json, blank lines", "rows.jsonl", lines(objects()).replace("\n", "\n\n"), faulty("blank line"))


def services():
    data = [{"object": "embedding", "index": row, "embedding": vector} for row, vector in enumerate(LISTS)]
    answer = {"object": "list", "data": data, "model": "small", "usage": {"prompt_tokens": 8}}
    yield entry(
        "OpenAI, an answer in one line", "answer.json", json.dumps(answer), unclear("--vector-field|array")
    )
    yield entry(
        "OpenAI, an answer as it is printed", "answer.json", json.dumps(answer, indent=2), faulty("line 1")
    )
    yield entry("OpenAI, objects of an answer", "rows.jsonl", lines(data), named(range(7)), said=ids_from("index"))
    batch = [
        {
            "id": f"batch_{row}",
            "custom_id": f"doc-{row}",
            "response": {"status_code": 200, "body": {"data": [value]}},
            "error": None,
        }
        for row, value in enumerate(data)
    ]
    yield entry("OpenAI, results of a batch", "batch.jsonl", lines(batch), unclear("--vector-field|array"))
    packed = [value | {"embedding": base64.b64encode(VALUES[0].tobytes()).decode()} for value in data]
    yield entry("OpenAI, base64", "rows.jsonl", lines(packed), unclear("--vector-field|array"))
    yield entry(
        "Pinecone",
        "rows.jsonl",
        lines(objects("values", metadata={"tags": ["a", "b"], "page": 3})),
        named(NAMES),
        said="values",
    )
    yield entry(
        "Qdrant",
        "rows.jsonl",
        lines(objects("vector", NUMBERS, payload={"sizes": [1, 2, 3]})),
        named(NUMBERS),
        said="vector",
    )
    yield entry(
        "Chroma-like, uuid", "rows.jsonl", lines(objects("embedding", UUIDS, document="x")), named(UUIDS)
    )
    yield entry(
        "Mongo",
        "rows.jsonl",
        lines(objects(ids=[{"$oid": f"{row:024x}"} for row in range(7)], key="_id")),
        VALUES,
        said=VECTOR,
    )
    bulk = chain.from_iterable(
        ({"index": {"_id": str(row)}}, {"embedding": vector}) for row, vector in enumerate(LISTS)
    )
    # A line without a vector is a bad row.
    every_other = np.insert(VALUES, range(len(VALUES)), np.nan, axis=0)
    yield entry("Elasticsearch, bulk", "bulk.ndjson", lines(bulk), every_other)


def fields():
    yield entry(
        "json, bbox beside embedding",
        "rows.jsonl",
        lines(objects(bbox=[1, 2, 3, 4])),
        named(NAMES),
        said="embedding",
    )
    inside = [
        {"id": name, "bbox": [1, 2, 3, 4], "meta": {"embedding": vector}}
        for name, vector in zip(NAMES, LISTS)
    ]
    yield entry(
        "json, bbox beside meta.embedding", "rows.jsonl", lines(inside), named(NAMES), said="meta.embedding"
    )
    two = [value | {"sizes": [1, 2, 3]} for value in objects("v")]
    yield entry("json, two arrays", "rows.jsonl", lines(two), unclear(r"\bv\b", "sizes", "--vector-field"))
    yield entry(
        "json, two arrays, --vector-field", "rows.jsonl", lines(two), named(NAMES), "--vector-field", "v"
    )
    later = [value if row < 3 else value | {"sizes": [1, 2, 3]} for row, value in enumerate(objects("v"))]
    yield entry(
        # The first row has decided.
        "json, a second array in row 3",
        "rows.jsonl",
        lines(later),
        named(NAMES),
        said=VECTOR,
    )
    yield entry(
        "json, the only array", "rows.jsonl", lines(objects("v")), named(NAMES), said=(VECTOR, r"\bv\b")
    )
    yield entry(
        "json, user_id",
        "rows.jsonl",
        lines(objects(ids=NUMBERS, key="user_id", text="x")),
        named(NUMBERS),
        said=ids_from("user_id"),
    )
    yield entry(
        "json, ids beyond 2⁵³",
        "rows.jsonl",
        lines(objects(ids=[2**63 + row for row in range(7)])),
        named([2**63 + row for row in range(7)]),
    )
    whole = np.array([[1, 2, 3], [3, 2, 4], [5, 1, 1]], "f4")
    yield entry(
        "json, whole numbers",
        "rows.jsonl",
        lines({"embedding": row} for row in whole.astype(int).tolist()),
        whole,
    )


def missing():
    yield entry("json, null", "rows.jsonl", lines(replaced(3, None)), named(NAMES, without([3])))
    yield entry(
        "json, null in the first row", "rows.jsonl", lines(replaced(0, None)), named(NAMES, without([0]))
    )
    yield entry("json, an empty array", "rows.jsonl", lines(replaced(2, [])), named(NAMES, without([2])))
    yield entry(
        "json, an empty array first", "rows.jsonl", lines(replaced(0, [])), named(NAMES, without([0]))
    )
    yield entry(
        "json, null inside",
        "rows.jsonl",
        lines(replaced(3, [*LISTS[3][:2], None, *LISTS[3][3:]])),
        named(NAMES, without([(3, 2)])),
    )
    yield entry(
        "json, null inside the first",
        "rows.jsonl",
        lines(replaced(0, [None, *LISTS[0][1:]])),
        named(NAMES, without([(0, 0)])),
    )
    nan = [*LISTS[4][:5], float("nan")]
    yield entry(
        "json, NaN as Python writes it",
        "rows.jsonl",
        lines(replaced(4, nan)),
        named(NAMES, without([(4, 5)])),
    )
    left_out = objects()
    del left_out[5]["embedding"]
    yield entry("json, no such field", "rows.jsonl", lines(left_out), named(NAMES, without([5])))
    yield entry("json, another length", "rows.jsonl", lines(replaced(6, LISTS[6][:4])), faulty("line 7"))


def other_shapes():
    text = [value | {"embedding": json.dumps(value["embedding"])} for value in objects()]
    yield entry("json, vectors as text", "rows.jsonl", lines(text), unclear("--vector-field|array"))
    yield entry("json, arrays without objects", "rows.jsonl", lines(LISTS), faulty("line 1"))
    yield entry(
        "json, one object of all", "rows.json", json.dumps(dict(zip(NAMES, LISTS))), unclear("--vector-field")
    )
    yield entry("json, an empty file", "rows.jsonl", "", faulty("empty"))
