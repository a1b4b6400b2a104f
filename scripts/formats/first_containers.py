"""What is no matrix of a known format: one line that says what it is."""

import bz2
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
    yield entry("pandas, Parquet called .csv", "rows.csv", data.to_parquet, faulty("expected"))
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
