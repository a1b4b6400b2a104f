"""Arrays by numpy, safetensors and h5py, and the layouts that are little more than values."""

import struct
from itertools import chain

import numpy as np
from safetensors.numpy import save, save_file

import hdf5_cases
from array_cases import safetensors_bytes
from first_entry import VALUES, entry, faulty, unclear

SMALL = (VALUES * 40).astype("i1")


def entries():
    return chain(numpy(), shapes(), misnamed(), bins(), tensors(), hdf5())


def npy(values):
    return lambda path: np.save(open(path, "wb"), values)


def numpy():
    for code in ("f2", "f4", "f8", ">f4", ">f8"):
        values = VALUES.astype(code)
        yield entry(f"numpy, {code}", "rows.npy", npy(values), values)
    # Bytes stay; a wider type becomes the narrower of f4 and f8 that holds all of its values.
    wide = dict.fromkeys(("i4", "u4", "i8", "u8", ">i4"), "f8")
    for code, read in ({"i1": "i1", "u1": "u1", "i2": "f4", "u2": "f4"} | wide).items():
        values = (SMALL if "i" in code else abs(SMALL)).astype(code)
        yield entry(f"numpy, {code}", "rows.npy", npy(values), values.astype(read))
    flags = VALUES > 0
    yield entry("numpy, bool", "rows.npy", npy(flags), flags.astype("f4"))
    exact = SMALL.astype("i8")
    exact[3, 2] = 2**53
    yield entry("numpy, i8 of 2⁵³", "rows.npy", npy(exact), exact.astype("f8"))
    exact = exact.copy()
    exact[3, 2] += 1
    yield entry("numpy, i8 beyond 2⁵³", "rows.npy", npy(exact), faulty(r"\brow 3\b", "9007199254740993"))
    gaps = VALUES.copy()
    gaps[[0, 4]] = np.nan
    yield entry("numpy, rows of NaN", "rows.npy", npy(gaps), gaps)
    yield entry("numpy, Fortran order", "rows.npy", npy(np.asfortranarray(VALUES)), VALUES)
    yield entry("numpy, a transposed array", "rows.npy", npy(np.ascontiguousarray(VALUES.T).T), VALUES)


def shapes():
    yield entry("numpy, one dimension", "rows.npy", npy(VALUES[0]), faulty("dimension"))
    yield entry("numpy, three dimensions", "rows.npy", npy(VALUES[None]), faulty("dimension"))
    yield entry("numpy, no dimension", "rows.npy", npy(np.float32(1)), faulty("dimension"))
    yield entry("numpy, no rows", "rows.npy", npy(VALUES[:0]), VALUES[:0])
    yield entry("numpy, no columns", "rows.npy", npy(VALUES[:, :0]), faulty("dimension"))
    ragged = np.array([list(row) for row in VALUES], object)
    yield entry("numpy, objects", "rows.npy", npy(ragged), faulty("object"))
    yield entry(
        "numpy, lists of several lengths", "rows.npy", npy(np.array([[1, 2], [3]], object)), faulty("object")
    )
    yield entry("numpy, complex", "rows.npy", npy(VALUES.astype("c8")), faulty("c8|complex"))
    yield entry("numpy, long double", "rows.npy", npy(VALUES.astype("g")), faulty("f16|long double"))
    yield entry("numpy, texts", "rows.npy", npy(VALUES.astype("U9")), faulty("U"))
    record = np.array([(1, 0.5), (2, 1.5)], [("id", "i4"), ("x", "f4")])
    yield entry("numpy, records", "rows.npy", npy(record), faulty())


def misnamed():
    for file in ("rows.bin", "rows.csv", "rows", "rows.fbin"):
        yield entry(f"numpy, .npy called {file}", file, npy(VALUES), VALUES)
    yield entry("numpy, tofile called .npy", "rows.npy", lambda path: VALUES.tofile(path), faulty())
    yield entry("numpy, tofile", "rows.bin", lambda path: VALUES.tofile(path), faulty())
    yield entry(
        "numpy, tofile, .f32", "rows.f32", lambda path: VALUES.tofile(path), faulty("--input-format raw")
    )
    raw = ("--input-format", "raw", "--dim", "6")
    yield entry("numpy, tofile, raw", "rows.f32", lambda path: VALUES.tofile(path), VALUES, *raw)
    double = VALUES.astype("f8")
    yield entry(
        "numpy, tofile, raw f64", "rows.f64", lambda path: double.tofile(path), double, *raw, "--dtype", "f64"
    )
    yield entry(
        "numpy, cut off", "rows.npy", lambda path: path.write_bytes(bytes_of(VALUES)[:-5]), faulty("byte")
    )
    yield entry("an empty .npy", "rows.npy", "", faulty("empty"))


def bytes_of(values):
    return safetensors_bytes("F32", values)


def bins():
    with_header = lambda values, code="<II": struct.pack(code, *values.shape) + values.tobytes()
    for ending, values in {
        "fbin": VALUES,
        "hbin": VALUES.astype("f2"),
        "i8bin": SMALL,
        "u8bin": SMALL.view("u1"),
    }.items():
        yield entry(f"big-ann, .{ending}", f"rows.{ending}", with_header(values), values)
    yield entry("big-ann, .fbin with u64", "rows.fbin", with_header(VALUES, "<QQ"), VALUES)
    for name, values in {"f32": VALUES, "f16": VALUES.astype("f2"), "f64": VALUES.astype("f8")}.items():
        yield entry(
            f"a plain .bin of {name}", "rows.bin", with_header(values), values, said=("6 dimensions", name)
        )
    yield entry("a plain .bin of bytes", "rows.bin", with_header(SMALL), unclear("--dtype"))
    yield entry("a plain .bin of bytes, --dtype", "rows.bin", with_header(SMALL), SMALL, "--dtype", "i8")
    vecs = lambda values: b"".join(struct.pack("<i", len(row)) + row.tobytes() for row in values)
    yield entry("TEXMEX, .fvecs", "rows.fvecs", vecs(VALUES), VALUES)
    yield entry("TEXMEX, .bvecs", "rows.bvecs", vecs(SMALL.view("u1")), SMALL.view("u1"))
    yield entry("TEXMEX, .ivecs", "rows.ivecs", vecs(SMALL.astype("i4")), faulty())
    yield entry(
        "TEXMEX, .fvecs of several lengths",
        "rows.fvecs",
        vecs([*VALUES[:6], VALUES[6][:3]]),
        faulty("row|byte"),
    )


def tensors():
    one = lambda values: lambda path: save_file({"embeddings": np.ascontiguousarray(values)}, path)
    for code in ("f2", "f4", "f8", "i1", "u1"):
        values = SMALL.astype(code) if code[0] in "iu" else VALUES.astype(code)
        yield entry(f"safetensors, {code}", "rows.safetensors", one(values), values)
    yield entry("safetensors, i8", "rows.safetensors", one(SMALL.astype("i8")), SMALL.astype("f8"))
    yield entry(
        "safetensors, one dimension", "rows.safetensors", one(VALUES[0]), unclear("dimensions|--tensor")
    )
    bias = save({"bias": VALUES[0], "w": VALUES})
    yield entry("safetensors, one of two dimensions of two", "rows.safetensors", bias, VALUES)
    several = save({"base": VALUES, "queries": VALUES[:3], "bias": VALUES[0]})
    yield entry(
        "safetensors, two of two dimensions",
        "rows.safetensors",
        several,
        unclear("base", "queries", "--tensor"),
    )
    yield entry("safetensors, --tensor", "rows.safetensors", several, VALUES[:3], "--tensor", "queries")
    yield entry(
        "safetensors, no such tensor",
        "rows.safetensors",
        several,
        unclear("base", "queries"),
        "--tensor",
        "test",
    )
    yield entry("safetensors called .bin", "rows.bin", one(VALUES), VALUES)


def hdf5():
    """Where the program was built without HDF5, it says so."""
    write = lambda path: hdf5_cases.save(path, {"train": VALUES, "test": VALUES[:3]})
    yield entry("h5py, two datasets", "rows.h5", write, unclear("train.*--dataset|--dataset.*train|HDF5"))
    write = lambda path: hdf5_cases.save(path, {"x": VALUES[0]})
    yield entry("h5py, one dimension", "rows.hdf5", write, unclear("dimensions|--dataset|HDF5"))
