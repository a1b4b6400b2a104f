"""`--map`: rows times a matrix, before any measure, beside numpy's product."""

import numpy as np

import evaluations
from audits import K
from judge import judge
from matrices import read_floats, read_matrix, write_fbin
from question import Question
from tally import Fail


def checks(program, inputs):
    """(title, test) of every check."""
    one = inputs.judged[0]
    folder = inputs.scratch
    d = one.stored.shape[1]
    for outputs in (d, d // 3):
        path = folder / f"map-{outputs}.npy"
        np.save(path, np.random.default_rng(outputs).standard_normal((d, outputs)))
        title = f"map {one.path.name} to {outputs} dimensions"
        yield f"{title}: rows", lambda p=path: rows(program, folder, one.path, p)
        for metric in ("pearson", "euclidean"):
            yield f"{title}: {metric}", lambda p=path, m=metric: neighbors(program, folder, one.path, p, m)
        yield f"{title}: evaluate", lambda p=path: evaluations.against_libraries(
            program, folder, one, ["--map", p], mapped(one.stored, np.load(p))
        )
    base, queries, _ = inputs.answers
    yield "map queries by a map of their own", lambda: both_sides(program, folder, base, queries)


def mapped(stored, matrix):
    """Products and sums in `Double`, rounded once to `Float`."""
    return (stored.astype(np.float64) @ matrix.astype(np.float64)).astype(np.float32)


def convert(program, folder, source, matrix, name="mapped.fbin"):
    program.run(["convert", str(source), str(folder / name), "--map", str(matrix), "--quiet"])
    return folder / name


def rows(program, folder, source, matrix):
    """Equal but where a sum in another order falls on the other side of a rounding to `Float`.

    Sums of d products differ by some d · 2⁻⁵³ of their terms, so that about d · 2⁻⁵³ / 2⁻²⁴ of the values,
    one in a million, are another `Float`, the next one.
    """
    given = read_floats(convert(program, folder, source, matrix))
    stored, values = read_matrix(source), np.load(matrix)
    truth = mapped(stored, values)
    different = given != truth
    bound = 2.0**-52 * len(values) * (np.abs(stored.astype(np.float64)) @ np.abs(values))
    near = np.abs(given.astype(np.float64) - truth) <= np.spacing(np.abs(truth)) + bound
    most = 10 + 10 * truth.size * len(values) * 2.0**-29
    if not near.all() or different.sum() > most:
        raise Fail(
            f"{different.sum()} of {truth.size} values differ, {(~near).sum()} by more than a rounding"
        )
    return f"{truth.size} values equal numpy's, {different.sum()} by rounding"


def neighbors(program, folder, source, matrix, metric):
    """Of mapped rows, as any job of these rows in a file."""
    file = convert(program, folder, source, matrix)
    question = Question(file, metric, top=K)
    given = program.neighbors(Question(source, metric, top=K), ["--map", str(matrix)])
    verdict = judge(question, *given)
    if verdict.complaint:
        raise Fail(verdict.complaint)
    return str(verdict)


def both_sides(program, folder, base, queries):
    base_rows, query_rows = folder / "some-base.fbin", folder / "some-queries.fbin"
    write_fbin(base_rows, read_floats(base)[:3000])
    write_fbin(query_rows, read_floats(queries)[:500])
    d, maps = read_floats(query_rows).shape[1], []
    for side in range(2):
        maps.append(folder / f"side-{side}.npy")
        np.save(maps[side], np.random.default_rng(side).standard_normal((d, 24)).astype(np.float32))
    files = [
        convert(program, folder, rows, by, f"side-{by.stem}.fbin")
        for rows, by in zip((base_rows, query_rows), maps)
    ]
    options = ["--map", str(maps[0]), "--query-map", str(maps[1])]
    given = program.neighbors(Question(base_rows, "cosine", top=K, queries=query_rows), options)
    verdict = judge(Question(files[0], "cosine", top=K, queries=files[1]), *given)
    if verdict.complaint:
        raise Fail(verdict.complaint)
    return str(verdict)
