"""HDF5 by h5py: layouts, types, paths."""

import h5py
import numpy as np

from conversion import DATA, check_refused
from program import Failure
from rows import Case, random_rows
from tally import Skip

CODES = ("<f2", "<f4", "<f8", ">f2", ">f4", ">f8", "i1", "u1")


def hdf5():
    for code in CODES:
        rows = random_rows(np.dtype(code).newbyteorder("="))
        stored = rows.values.astype(code)
        name = code.replace("<", "little-endian ").replace(">", "big-endian ")
        write = lambda path, x=stored: save(path, {"train": x})
        yield case(f"{name}, contiguous", f"{code.strip('<>')}-{code[0] == '>'}.h5", write, rows)
    rows = random_rows()
    others = {"train": rows.values, "neighbors": np.arange(20, dtype="i4").reshape(2, 10)}
    others["test"] = random_rows("f4", 7, 3).values
    yield case(
        "as ann-benchmarks, --dataset train",
        "ann.hdf5",
        lambda path: save(path, others, {"distance": "angular", "type": "dense"}),
        rows,
        ("--dataset", "train"),
    )
    chunked = {"chunks": (32, 8), "compression": "gzip", "shuffle": True}
    write = lambda path: save(path, {"x": rows.values}, **chunked)
    yield case("chunks, gzip, shuffled", "gzip.h5", write, rows)
    grown = {"chunks": (50, 19), "maxshape": (None, 19), "fletcher32": True, "libver": ("earliest", "v110")}
    write = lambda path: save(path, {"x": rows.values}, **grown)
    yield case("chunks, resizable, checksums", "resizable.h5", write, rows)
    yield case(
        "a path of groups",
        "groups.h5",
        lambda path: save(path, {"a/b c/vectors": rows.values, "a/ids": np.arange(257)}),
        rows,
        ("--dataset", "/a/b c/vectors"),
    )


def case(title, file, write, rows, options=()):
    return Case(f"HDF5 by h5py, {title}", file, write, rows, options, "hdf5")


def save(path, datasets, attributes=None, libver=None, **options):
    with h5py.File(path, "w", libver=libver) as file:
        file.attrs.update(attributes or {})
        for name, values in datasets.items():
            file.create_dataset(name, data=values, **options)


def require_support(program, folder):
    """Skips what needs HDF5 if the program was built without."""
    path = next(hdf5()).path(folder)
    try:
        program.run(["info", str(path)])
    except Failure as failure:
        if "HDF5" in failure.message and "--traits" in failure.message:
            raise Skip("built without HDF5") from None
        raise


def check_message(program, folder):
    """Either it reads HDF5, or it says how to build it so that it does."""
    try:
        require_support(program, folder)
    except Skip:
        path = next(hdf5()).path(folder)
        return check_refused(program, [str(path)], 64, "HDF5", "--traits HDF5")
    return "HDF5 is read"


def check_cut(program, folder):
    """A file whose end is missing."""
    require_support(program, folder)
    path = folder / "cut.h5"
    save(path, {"x": np.zeros((1000, 8), "f4")})
    path.write_bytes(path.read_bytes()[:-1000])
    return check_refused(program, [str(path)], DATA, path.name)
