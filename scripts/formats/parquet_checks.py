"""scripts/parquet-to-npy beside pandas and pyarrow: types, names, faults, memory."""

import contextlib
import io
import re
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as parquet

import parquet_to_npy
from conversion import lines
from rows import ODD_NAMES, Rows, random_rows, require_equal
from tally import Fail

HERE = Path(__file__).resolve().parent
SCRIPT = [sys.executable, "-B", str(HERE / "parquet_to_npy.py")]
BIG = (130_000, 384)
# A process inherits the peak of the one that starts it: this one, small, stands in between.
PEAK = (
    "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True); "
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
)
WRITE_BIG = (
    "import sys, numpy as np, pyarrow as pa, pyarrow.parquet as pq\n"
    "n, d = int(sys.argv[2]), int(sys.argv[3])\n"
    "values = np.random.default_rng(1).random(n * d, dtype='f4')\n"
    "pq.write_table(pa.table({'v': pa.FixedSizeListArray.from_arrays(pa.array(values), d)}), sys.argv[1])\n"
)


def lists(values, kind="list"):
    """n × d values as an Arrow array of lists."""
    n, d = values.shape
    flat = pa.array(np.ascontiguousarray(values).ravel())
    if kind == "fixed":
        return pa.FixedSizeListArray.from_arrays(flat, d)
    offsets = np.arange(0, n * d + 1, d)
    if kind == "large":
        return pa.LargeListArray.from_arrays(pa.array(offsets, pa.int64()), flat)
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), flat)


def run(path, output, *options):
    """The script in this process; its exit code and message."""
    with contextlib.redirect_stderr(io.StringIO()) as said:
        code = parquet_to_npy.main([str(path), str(output), *options], parquet_to_npy.Interruption())
    return code, said.getvalue().strip()


def run_process(path, output, **more):
    """The same in a process of its own."""
    done = subprocess.run([*SCRIPT, str(path), str(output)], capture_output=True, text=True, **more)
    return done.returncode, done.stderr.strip()


def converted(path, *options):
    """The rows that the script makes of a file; raises `Fail`."""
    output = path.with_suffix(".npy")
    code, said = run(path, output, *options)
    if code != 0:
        raise Fail(f"exit {code}: {said}")
    ids = path.with_suffix(".ids.txt")
    return Rows(np.load(output), lines(ids) if ids.exists() else None)


def check_types(folder):
    count = 0
    for code in ("f2", "f4", "f8"):
        rows = random_rows(code)
        for kind in ("list", "large", "fixed"):
            path = folder / f"{code}-{kind}.parquet"
            table = pa.table({"year": pa.array(range(257)), "v": lists(rows.values, kind), "w": ["x"] * 257})
            # Row groups and pages whose ends are in the middle of batches.
            parquet.write_table(table, path, row_group_size=100, data_page_size=512, compression="zstd")
            require_equal(converted(path), rows)
            for narrow in ("f2", "f4", "f8"):
                part = Rows(np.clip(rows.values, -6e4, 6e4))
                parquet.write_table(pa.table({"v": lists(part.values, kind)}), path)
                require_equal(converted(path, "--dtype", narrow), part.cast(narrow))
            count += 1
    return f"{count} types of lists, 3 types of values, equal to the bit"


def check_pandas(folder):
    """As people write it: a frame with a column of arrays, names, and others."""
    rows = random_rows().named([name for name in ODD_NAMES])
    path = folder / "pandas.parquet"
    frame = pd.DataFrame({"text": "some text", "id": rows.names, "embedding": list(rows.values)})
    frame.to_parquet(path)
    read = np.stack(pd.read_parquet(path)["embedding"].to_numpy())
    require_equal(converted(path, "--column", "embedding", "--id-column", "id"), Rows(read, rows.names))
    for names in (pa.array(range(257)), pa.array(rows.names).dictionary_encode()):
        parquet.write_table(pa.table({"v": lists(rows.values), "id": names}), path)
        expected = [str(name) for name in names.to_pylist()]
        require_equal(converted(path, "--id-column", "id"), Rows(rows.values, expected))
    return "vectors and names as pandas reads them; whole numbers and dictionaries as names"


def faults():
    """(title, table, options, exit code, what the message says)."""
    values = random_rows(rows=9, dimensions=3).values
    vectors = values.tolist()
    single = pa.list_(pa.float32())
    typed = lambda rows: pa.array(rows, single)
    yield "a vector that is null", {"v": typed([*vectors, None])}, (), 65, "row 9.*found null"
    yield "a value that is null", {"v": typed([*vectors, [1, None, 3]])}, (), 65, "row 9, value 1.*found null"
    yield "another length", {"v": typed([*vectors, [1, 2]])}, (), 65, "row 9: expected 3 values.*found 2"
    yield "empty vectors", {"v": typed([[], []])}, (), 65, "row 0: expected at least one value, found 0"
    yield "no rows", {"v": typed([])}, (), 65, "at least one row"
    wide = {"v": lists(np.array([[1.0], [1e300]]))}
    yield "a value too large", wide, ("--dtype", "f4"), 65, "row 1, value 0.*float32.*1e\\+300"
    yield "no column of vectors", {"a": [1], "t": ["x"]}, (), 65, "found a \\(int64\\), t"
    yield "two columns of vectors", {"a": lists(values), "b": lists(values)}, (), 64, "--column.*a, b"
    yield "no such column", {"a": lists(values)}, ("--column", "b"), 64, "“b”.*a \\(list"
    yield "a column of text", {"a": ["x"]}, ("--column", "a"), 65, "found string"
    names = {"v": lists(values), "id": [*"abcdefgh", "two\nlines"]}
    yield "a name of two lines", names, ("--id-column", "id"), 65, "row 8.*two\\\\nlines"
    names = {"v": lists(values), "id": [*"abcdefgh", None]}
    yield "a name that is null", names, ("--id-column", "id"), 65, "row 8.*found null"
    yield "--ids alone", {"v": lists(values)}, ("--ids", "x"), 64, "--id-column"
    yield "an option that there is not", {"v": lists(values)}, ("--row", "1"), 64, "--row"


def check_faults(folder):
    count = 0
    for title, table, options, code, pattern in faults():
        path = folder / "fault.parquet"
        # Rows before the fault are in other row groups.
        parquet.write_table(pa.table(table), path, row_group_size=4)
        require_failure(title, folder, run(path, folder / "fault.npy", *options), code, pattern)
        count += 1
    good = folder / "good.parquet"
    parquet.write_table(pa.table({"v": lists(random_rows().values)}), good, write_page_checksum=True)
    cut = folder / "cut.parquet"
    cut.write_bytes(good.read_bytes()[:-100])
    output = folder / "fault.npy"
    require_failure("cut off", folder, run(cut, output), 65, "cut.parquet")
    damaged = bytearray(good.read_bytes())
    damaged[3000] ^= 1
    cut.write_bytes(damaged)
    require_failure("a bit of a page", folder, run(cut, output), 65, "cut.parquet")
    require_failure("no input", folder, run(folder / "none", output), 66, "none: No such file")
    require_failure("no folder", folder, run(good, folder / "none/fault.npy"), 73, "cannot be created")
    small = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
    require_failure("no room", folder, run_process(good, output, preexec_fn=small), 74, "writing failed")
    return f"{count + 5} faults: one line, the exit code, no file left"


def require_failure(title, folder, done, code, pattern):
    found, said = done
    if found != code or not re.search(pattern, said) or "\n" in said:
        raise Fail(f"{title}: exit {found}, “{said}”, expected {code} and {pattern}")
    left = [path.name for path in folder.iterdir() if "fault.npy" in path.name or "partial" in path.name]
    if left:
        raise Fail(f"{title}: {left} was left")


def check_big(folder):
    """A file of 200 MB in a fraction of its memory; and one that is stopped on the way."""
    path, output = folder / "big.parquet", folder / "big.npy"
    subprocess.run([sys.executable, "-c", WRITE_BIG, str(path), *map(str, BIG)], check=True)
    start = time.perf_counter()
    measured = [sys.executable, "-c", PEAK, *SCRIPT, str(path), str(output)]
    kilobytes = int(subprocess.run(measured, check=True, capture_output=True).stdout)
    seconds = time.perf_counter() - start
    peak = kilobytes / (1 << 10)
    # Python with pyarrow takes 75 MB before it reads anything.
    allowed = 0.75 * path.stat().st_size / 1e6
    if peak > allowed:
        raise Fail(f"{peak:.0f} MB for a file of {path.stat().st_size / 1e6:.0f} MB")
    expected = np.random.default_rng(1).random(BIG[0] * BIG[1], dtype="f4").reshape(BIG)
    if not np.array_equal(np.load(output, mmap_mode="r"), expected):
        raise Fail("other values than pyarrow wrote")
    output.unlink()
    stopped(path, output)
    return f"{path.stat().st_size / 1e6:.0f} MB in {peak:.0f} MB of memory, {seconds:.1f} s"


def stopped(path, output):
    command = [*SCRIPT, str(path), str(output)]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    partial = output.with_name(f".{output.name}.{process.pid}.partial")
    while process.poll() is None and not partial.exists():
        time.sleep(0.01)
    process.send_signal(signal.SIGTERM)
    code = process.wait()
    if code != 75 or partial.exists() or output.exists():
        raise Fail(f"stopped on the way: exit {code}, left: {partial.exists()}, {output.exists()}")


def check_wrapper(folder):
    """As the user starts it."""
    path = folder / "wrapper.parquet"
    rows = random_rows()
    parquet.write_table(pa.table({"v": lists(rows.values)}), path)
    output = path.with_suffix(".npy")
    subprocess.run([str(HERE.parent / "parquet-to-npy"), str(path), str(output)], check=True)
    require_equal(Rows(np.load(output)), rows)
    return "scripts/parquet-to-npy writes the same"


def checks(folder):
    """(title, test) of the script."""
    folder = folder / "parquet"
    folder.mkdir()
    tests = {
        "types": check_types,
        "pandas and names": check_pandas,
        "faults": check_faults,
        "200 MB": check_big,
        "as a user starts it": check_wrapper,
    }
    for name, test in tests.items():
        yield f"parquet-to-npy, {name}", lambda t=test: t(folder)
