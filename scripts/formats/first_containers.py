"""What is no matrix of a known format: one line that says what it is."""

import bz2
import gzip
import io
import json
import lzma
import pickle
import zipfile

import numpy as np
import pyarrow as pa
import pyarrow.feather
import pyarrow.orc
import scipy.io
import scipy.sparse

from first_entry import NUMBERS, VALUES, entry, faulty
from first_tables import csv, frame

PARQUET = "Parquet.*parquet-to-npy"


def entries():
    data = frame(user_id=NUMBERS)
    yield entry("pandas, Parquet", "rows.parquet", data.to_parquet, faulty(PARQUET))
    yield entry("pandas, Parquet without an ending", "rows", data.to_parquet, faulty(PARQUET))
    for file in ("rows.csv", "rows.tsv", "rows.jsonl", "rows.bin", "rows.npy", "rows.fvecs", "rows.safetensors"):
        yield entry(f"pandas, Parquet called {file}", file, data.to_parquet, faulty(PARQUET))
        yield entry(
            f"numpy, savez called {file}", file, lambda path: path.write_bytes(npz()), faulty("zip archive.*npz")
        )
    for file in ("rows.csv", "rows.bin", "rows"):
        yield from misnamed(file)
    yield entry("pandas, Feather", "rows.feather", data.to_feather, faulty("Arrow"))
    yield entry("pyarrow, a stream", "rows.arrows", stream(data), faulty("Arrow"))
    yield entry("pandas, ORC", "rows.orc", data.to_orc, faulty("ORC"))
    yield entry(
        "pandas, Excel", "rows.xlsx", lambda path: data.to_excel(path, index=False), faulty("zip|Excel")
    )
    yield entry("pandas, pickle", "rows.pkl", data.to_pickle, faulty("pickle"))
    yield entry("numpy, pickle", "rows.pickle", lambda path: VALUES.dump(path), faulty("pickle"))
    yield entry("numpy, savez", "rows.npz", lambda path: np.savez(path, VALUES), faulty("npz"))
    yield entry(
        "numpy, savez_compressed", "rows.npz", lambda path: np.savez_compressed(path, a=VALUES), faulty("npz")
    )
    yield entry(
        "scipy, sparse",
        "rows.npz",
        lambda path: scipy.sparse.save_npz(path, scipy.sparse.csr_matrix(VALUES)),
        faulty("npz"),
    )
    yield entry(
        "scipy, MATLAB", "rows.mat", lambda path: scipy.io.savemat(path, {"x": VALUES}), faulty("MATLAB")
    )
    yield entry(
        "scipy, Matrix Market",
        "rows.mtx",
        lambda path: scipy.io.mmwrite(path, VALUES),
        faulty("Matrix Market"),
    )
    yield entry("torch, save", "rows.pt", torch_file, faulty("PyTorch|zip"))
    yield entry("pandas, zip", "rows.csv.zip", lambda path: data.to_csv(path, index=False), faulty("zip"))
    yield entry("pandas, bz2", "rows.csv.bz2", bz2.compress(csv(data).encode()), faulty("bzip2|bz2"))
    yield entry("pandas, xz", "rows.csv.xz", lzma.compress(csv(data).encode()), faulty("xz"))
    yield entry(
        "pandas, tar",
        "rows.csv.tar.gz",
        lambda path: data.to_csv(path, index=False, compression="tar"),
        faulty("tar"),
    )
    yield entry("pandas, HTML", "rows.html", data.to_html(), faulty("HTML|html|--input-format"))


def npz():
    file = io.BytesIO()
    np.savez(file, VALUES)
    return file.getvalue()


def misnamed(file):
    """Formats that are read, whatever the file is called."""
    npy = io.BytesIO()
    np.save(npy, VALUES)
    yield entry(f"numpy, save called {file}", file, npy.getvalue(), VALUES)
    yield entry(f"numpy, save and gzip called {file}", file, gzip.compress(npy.getvalue()), VALUES)
    header = json.dumps({"v": {"dtype": "F32", "shape": VALUES.shape, "data_offsets": [0, VALUES.nbytes]}})
    tensors = len(header).to_bytes(8, "little") + header.encode() + VALUES.tobytes()
    yield entry(f"safetensors called {file}", file, tensors, VALUES)


def stream(data):
    def write(path):
        table = pa.Table.from_pandas(data)
        with pa.OSFile(str(path), "wb") as file, pa.ipc.new_stream(file, table.schema) as writer:
            writer.write_table(table)

    return write


def torch_file(path):
    """As torch lays it out: a zip file of a pickle and raw values."""
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("archive/data.pkl", pickle.dumps({}))
        file.writestr("archive/data/0", VALUES.tobytes())
