"""Checks of what `convert` writes: by the real libraries, through chains of formats, with odd names."""

import json

import numpy as np

from conversion import DATA, USAGE, check_read, read, write_lines
from outputs import CODES, OUTPUTS, anything
from program import Failure
from rows import BROKEN_NAME, ODD_NAMES, Rows, bits, random_rows, require_equal
from tally import Fail


def stored(folder, rows, stem):
    """An .npy of the rows and options that give them their names."""
    path = folder / f"{stem}.npy"
    np.save(path, rows.values)
    if rows.names is None:
        return [str(path)], []
    ids = folder / f"{stem}.ids"
    write_lines(ids, rows.names)
    return [str(path)], ["--ids", str(ids)]


def convert(program, inputs, output, options=()):
    program.run(["convert", *inputs, str(output), *options, "--quiet"])


def check_written(program, folder, output):
    """.npy → output, read by the real library, in every type that it can hold."""
    for name in output.types:
        dtype = np.dtype(CODES[name])
        rows = random_rows(dtype)
        if output.names:
            rows = rows.named([name for name in ODD_NAMES if output.holds(name)])
        inputs, options = stored(folder, rows, f"source-{name}")
        path = folder / f"written-{name}{output.ending}"
        convert(program, inputs, path, options)
        require_equal(output.read(path, dtype), rows)
        if output.ending in (".csv", ".tsv", ".jsonl"):
            nameless = folder / f"nameless-{name}{output.ending}"
            convert(program, inputs, nameless)
            require_equal(output.read(nameless, dtype), rows.nameless())
    return f"{', '.join(output.types)} equal to the bit{', with odd names' if output.names else ''}"


def check_odd_names(program, folder, output):
    """Each odd name is written so that it is read back, or it is refused; never changed silently."""
    held, refused = 0, []
    for place, name in enumerate([*ODD_NAMES, BROKEN_NAME]):
        if output.holds(name):
            continue
        rows = random_rows(rows=5).named(["plain", name])
        # JSON carries every name to where it is written from.
        source = folder / f"odd-{place}.jsonl"
        source.write_text(json_lines(rows), "utf-8")
        path = folder / f"odd-{place}{output.ending}"
        try:
            convert(program, [str(source)], path)
        except Failure as failure:
            if failure.code not in (USAGE, DATA) or path.exists():
                raise
            refused.append(repr(name))
            continue
        # What the real library reads counts, and what simbatch itself reads.
        require_equal(output.read(path, np.dtype("f4")), rows)
        if name != BROKEN_NAME:
            check_read(program, [path], rows, output.options)
        held += 1
    return f"{held} held, refused: {', '.join(refused) or 'none'}"


def json_lines(rows):
    return "".join(
        json.dumps({"id": name, "embedding": [float(str(value)) for value in values]}) + "\n"
        for name, values in zip(rows.names, rows.values)
    )


def check_broken_names(program, folder):
    """A name with a line break goes through what quotes or escapes it, and into no file of lines."""
    rows = random_rows(rows=7).named(["plain", BROKEN_NAME, "last"])
    first = folder / "broken-0.jsonl"
    first.write_text(json_lines(rows), "utf-8")
    by_ending = {output.ending: output for output in OUTPUTS}
    options = ()
    for step, ending in enumerate((".csv", ".jsonl", ".tsv"), 1):
        path = folder / f"broken-{step}{ending}"
        convert(program, [str(first)], path, options)
        require_equal(by_ending[ending].read(path, np.dtype("f4")), rows)
        first, options = path, by_ending[ending].options
    try:
        read(program, [first], options)
    except Failure as failure:
        if failure.code in (USAGE, DATA):
            return f"held by csv, jsonl and tsv; --write-ids: “{failure.message}”"
        raise
    raise Fail("--write-ids wrote a name with a line break as two lines")


def check_chains(program, folder, name):
    """source → A → B → .npy for all pairs of formats that hold a type."""
    dtype = np.dtype(CODES[name])
    # Names that every format holds: the odd ones have checks of their own.
    rows = random_rows(dtype, 41, 7).named(["plain", "ünïcode", "comma,", "[bracket", "back\\slash", "#x"])
    inputs, named = stored(folder, rows, f"chain-{name}")
    formats = [output for output in OUTPUTS if name in output.types]
    firsts = {}
    for a in formats:
        firsts[a] = folder / f"chain-{name}{a.ending}"
        convert(program, inputs, firsts[a], named)
    count = 0
    for a in formats:
        for b in formats:
            path = folder / f"chain-{name}{a.ending}-to{b.ending}"
            ids = () if a.names else named
            convert(program, [str(firsts[a])], path, [*reading(a, name), *ids])
            try:
                kept = rows if b.names else rows.nameless()
                check_read(program, [path], kept, reading(b, name))
            except Fail as failure:
                raise Fail(f"{a.ending} to {b.ending}: {failure}") from None
            count += 1
    return f"{count} pairs of {len(formats)} formats equal to the bit"


def reading(output, name):
    """Text does not say which type it was printed from."""
    return [*output.options, *(["--output-dtype", name] if output.is_text else [])]


def check_narrowing(program, folder):
    """--output-dtype and the ending round as numpy does: to the nearest, ties to even."""
    wide = np.clip(random_rows("f8").values, -6e4, 6e4)
    # Halfway between two neighbors of either type.
    wide[4, :4] = [1 + 2.0**-11, 1 + 3 * 2.0**-11, 1 + 2.0**-24, 1 + 3 * 2.0**-24]
    inputs, _ = stored(folder, Rows(wide), "wide")
    for name, ending in (("f32", ".npy"), ("f16", ".npy"), ("f32", ".fbin"), ("f16", ".hbin")):
        path = folder / f"narrow-{name}{ending}"
        convert(program, inputs, path, ["--output-dtype", name] if ending == ".npy" else [])
        found = read(program, [path], named=False).values
        if not (bits(found) == bits(wide.astype(CODES[name]))).all():
            raise Fail(f"f64 to {name} by {ending} differs from numpy's rounding")
    return "f64 to f32 and f16, by --output-dtype and by ending, as numpy rounds"


def checks(program, folder):
    """(title, test) of everything written."""
    for output in OUTPUTS:
        yield f"written {output.ending}, by its library", lambda o=output: check_written(program, folder, o)
    for output in OUTPUTS:
        if output.names and output.holds is not anything:
            yield f"odd names in {output.ending}", lambda o=output: check_odd_names(program, folder, o)
    yield "names with a line break", lambda: check_broken_names(program, folder)
    for name in CODES:
        yield f"chains of {name}", lambda n=name: check_chains(program, folder, n)
    yield "narrowing", lambda: check_narrowing(program, folder)
