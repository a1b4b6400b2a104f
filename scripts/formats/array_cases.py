"""Arrays of every type by numpy and safetensors."""

import struct

import numpy as np
from safetensors.numpy import save_file

from rows import Case, Rows, random_rows

TYPES = {"f16": "f2", "f32": "f4", "f64": "f8", "i8": "i1", "u8": "u1"}


def arrays():
    yield from npy()
    yield from tensors()


def npy():
    for name, code in TYPES.items():
        rows = random_rows(code)
        for order in ("little", "big") if rows.values.itemsize > 1 else ("little",):
            for layout in ("C", "F"):
                stored = rows.values.astype(rows.values.dtype.newbyteorder(order))
                write = lambda path, x=np.asarray(stored, order=layout): np.save(path, x)
                title = f"numpy, .npy of {order}-endian {name}, order {layout}"
                yield Case(title, f"{name}-{order}-{layout}.npy", write, rows, format="npy")
    rows = random_rows()
    for version in ((1, 0), (2, 0), (3, 0)):

        def write(path, version=version, x=rows.values):
            with open(path, "wb") as file:
                np.lib.format.write_array(file, x, version)

        yield Case(f"numpy, .npy version {version[0]}", f"v{version[0]}.npy", write, rows, format="npy")
    strange = rows.values.copy()
    strange[3, :3] = [np.nan, np.inf, -np.inf]
    write = lambda path: np.save(path, strange)
    yield Case("numpy, .npy with NaN", "nan.npy", write, Rows(strange), format="npy")


def tensors():
    for name, code in TYPES.items():
        rows = random_rows(code)
        write = lambda path, x=rows.values: save_file({"embeddings": x}, path, metadata={"format": "pt"})
        yield tensor(name, f"{name}.safetensors", write, rows)
    rows = random_rows()
    # numpy has no bf16: the upper half of an f32.
    wide = rows.values.view(np.uint32) & np.uint32(0xFFFF0000)
    halves = (wide >> 16).astype("<u2")
    write = lambda path: path.write_bytes(safetensors_bytes("BF16", halves))
    yield tensor("BF16 as f32", "bf16.safetensors", write, Rows(wide.view(np.float32)))


def tensor(title, file, write, rows):
    return Case(f"safetensors, {title}", file, write, rows, format="safetensors")


def safetensors_bytes(kind, values):
    """u64 length of a header, the header in JSON, the values."""
    n, d = values.shape
    header = '{"e":{"dtype":"%s","shape":[%d,%d],"data_offsets":[0,%d]}}' % (kind, n, d, values.nbytes)
    header = header.ljust(-(-len(header) // 8) * 8)
    return struct.pack("<Q", len(header)) + header.encode() + values.tobytes()
