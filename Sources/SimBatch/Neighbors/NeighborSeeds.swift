/// What a plan finds out about the neighbors of all rows before any shard runs: a score that the
/// answers of each row are sure to reach, and where pairs will be dear.
///
/// Rows are put near similar ones, block by block of what fits into memory, and compared with those
/// of their own tile; the k-th best of them bounds the k-th best of all. A shard that starts with it
/// drops nearly as many pairs as the job in one piece.
struct NeighborSeeds {
  /// By row that collects; nil where rows meet only others.
  let keys: Memory<Float>?
  /// See ``Frame/origin``.
  let origin: Memory<Double>?
  private let search: NeighborSearch

  /// - Complexity: O(n · d · tile).
  init(_ search: NeighborSearch, _ examined: ExaminedSides, _ start: JobStart) throws {
    self.search = search
    var panels = try BlockPanels(
      examined,
      farthest: search.options.farthest,
      kernels: start.kernels,
      workers: start.workers
    )
    origin = panels.origin
    guard search.queries == nil else {
      keys = nil
      return
    }
    let count = search.base.rowCount
    let keys = try Memory<Float>(count: count)
    let whole = PairRegion(baseCount: count, queryCount: nil)
    let (blocks, memory) = try search.way(of: whole, workers: start.workers, earlier: nil)
    for pair in blocks.pairs where blocks.isSelf(pair) {
      let screening = try NeighborScreening(
        panels.sides(of: pair),
        options: search.options,
        plan: memory,
        kernels: start.kernels,
        workers: start.workers
      )
      let comparison = try NeighborComparison(
        screening.comparison,
        options: search.options,
        neighborCount: search.foundCount,
        plan: memory,
        tileSide: screening.done.side,
        workers: start.workers
      )
      _ = try screening.runSeeds(comparison)
      _ = comparison.verify()
      let answers = try search.emptyAnswers([pair.rows])
      for first in stride(from: pair.rows.lowerBound, to: pair.rows.upperBound, by: 4096) {
        let rows = first..<min(first + 4096, pair.rows.upperBound)
        answers.merge(comparison.rows(rows, worker: 0))
        for row in rows { keys[row] = answers.leastKey(ofRow: row) }
      }
      examined.releasePages()
    }
    self.keys = keys
  }

  /// Where pairs will be dear.
  func costs(_ examined: ExaminedSides, _ start: JobStart) throws(JobError) -> PairCosts {
    guard let keys else { return .even }
    return try PairCosts.sampled(
      examined.base,
      farthest: search.options.farthest,
      keys: { keys[$0] },
      start: start
    )
  }
}
