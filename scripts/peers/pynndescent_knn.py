"""pynndescent as a whole program: approximate top-k cosine.

It compiles itself on first use. "compute" is therefore a second call on the same rows, as in a
process that lives long; the whole program pays for compiling and for both calls.
"""

from peer_job import Stopwatch, arguments

options = arguments()
watch = Stopwatch()

import pynndescent

from matrices import read_floats, without_self, write_neighbors

watch.lap("import")
rows = read_floats(options.input)
watch.lap("read")
for stage in ("compile", "compute"):
    index = pynndescent.NNDescent(
        rows, metric="cosine", n_neighbors=options.top + 1, n_jobs=options.threads, random_state=1
    )
    neighbors, distances = index.neighbor_graph
    watch.lap(stage)
write_neighbors(options.output, *without_self(neighbors, 1 - distances))
watch.lap("write")
watch.report()
