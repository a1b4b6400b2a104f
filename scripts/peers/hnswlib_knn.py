"""hnswlib as a whole program: approximate top-k cosine, building the graph counted."""

from peer_job import Stopwatch, arguments

options = arguments()
watch = Stopwatch()

import hnswlib

from matrices import read_floats, without_self, write_neighbors

watch.lap("import")
rows = read_floats(options.input)
watch.lap("read")
index = hnswlib.Index(space="cosine", dim=rows.shape[1])
index.init_index(max_elements=len(rows), M=16, ef_construction=100, random_seed=1)
index.set_num_threads(options.threads)
index.add_items(rows)
# ef must be at least the number of neighbors asked for.
index.set_ef(max(50, options.top + 1))
neighbors, distances = index.knn_query(rows, options.top + 1)
watch.lap("compute")
write_neighbors(options.output, *without_self(neighbors, 1 - distances))
watch.lap("write")
watch.report()
