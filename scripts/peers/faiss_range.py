"""FAISS as a whole program: all pairs of rows from a cosine on, by its exact `range_search`."""

from peer_job import Stopwatch, arguments

options = arguments()
watch = Stopwatch()

import faiss
import numpy as np

from matrices import read_floats

faiss.omp_set_num_threads(options.threads)
watch.lap("import")
rows = read_floats(options.input)
watch.lap("read")
faiss.normalize_L2(rows)
watch.lap("normalize")
index = faiss.IndexFlatIP(rows.shape[1])
index.add(rows)
starts, scores, columns = index.range_search(rows, options.min_score)
watch.lap("compute")
# Every pair comes twice, and every row with itself.
found = np.repeat(np.arange(len(rows)), np.diff(starts.astype(np.int64)))
once = found < columns
with open(options.output, "wb") as file:
    np.stack([found[once], columns[once]], axis=1).astype("<i4").tofile(file)
    scores[once].astype("<f4").tofile(file)
watch.lap("write")
watch.report()
