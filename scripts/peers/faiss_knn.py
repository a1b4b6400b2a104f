"""FAISS as a whole program: top-k cosine of all pairs by its exact `knn`."""

from peer_job import Stopwatch, arguments

options = arguments()
watch = Stopwatch()

import faiss

from matrices import read_floats, without_self, write_neighbors

faiss.omp_set_num_threads(options.threads)
watch.lap("import")
rows = read_floats(options.input)
watch.lap("read")
faiss.normalize_L2(rows)
watch.lap("normalize")
# One neighbor more, because FAISS cannot leave out the row itself.
scores, neighbors = faiss.knn(rows, rows, options.top + 1, metric=faiss.METRIC_INNER_PRODUCT)
watch.lap("compute")
write_neighbors(options.output, *without_self(neighbors, scores))
watch.lap("write")
watch.report()
