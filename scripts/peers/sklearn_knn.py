"""scikit-learn as a whole program: top-k cosine of all pairs by brute force."""

from peer_job import Stopwatch, arguments

options = arguments()
watch = Stopwatch()

from sklearn.neighbors import NearestNeighbors
from threadpoolctl import threadpool_limits

from matrices import read_floats, write_neighbors
from peer_job import unit_rows

watch.lap("import")
rows = read_floats(options.input)
watch.lap("read")
# Of unit rows, the Euclidean order is that of cosine; its own metric "cosine" builds whole blocks
# of distances first and is slower.
rows = unit_rows(rows)
watch.lap("normalize")
with threadpool_limits(options.threads):
    model = NearestNeighbors(n_neighbors=options.top, algorithm="brute").fit(rows)
    distances, neighbors = model.kneighbors()
watch.lap("compute")
write_neighbors(options.output, neighbors, 1 - distances**2 / 2)
watch.lap("write")
watch.report()
