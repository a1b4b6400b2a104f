/// Base and queries, examined and prepared in one frame.
struct PreparedSides {
  let base: PreparedSide
  /// nil in a self-join.
  let queries: PreparedSide?
  /// Prepared rows are stored rows times this (dot, Euclid).
  let scale: Double

  /// - Throws: ``JobError/data(_:)`` for rows that the measure cannot judge.
  /// - Complexity: O(n · d), in parallel.
  init(
    base: StoredMatrix,
    queries: StoredMatrix?,
    measure: Measure,
    rows: RowOptions,
    farthest: Bool,
    kernels: Kernels,
    workers: Int
  ) throws(JobError) {
    let dimensions = rows.dimensions ?? base.dimensionCount
    let plain = RowSource(matrix: base, dimensions: dimensions, columnMean: nil)
    let mean =
      rows.centerColumns ? try ColumnMean.of(plain, kernels: kernels, workers: workers) : nil

    func examine(_ matrix: StoredMatrix) throws(JobError) -> ExaminedRows {
      let source = RowSource(matrix: matrix, dimensions: dimensions, columnMean: mean)
      let examined = try ExaminedRows(
        source,
        measure: measure,
        kernels: kernels,
        workers: workers
      )
      try examined.apply(rows.onBadRow)
      return examined
    }
    let baseRows = try examine(base)
    var queryRows: ExaminedRows?
    if let queries { queryRows = try examine(queries) }
    let frame = try Frame(
      measure: measure,
      base: baseRows,
      queries: queryRows,
      kernels: kernels,
      workers: workers
    )
    self.base = try PreparedSide(
      baseRows,
      frame: frame,
      farthest: farthest,
      merging: true,
      kernels: kernels,
      workers: workers
    )
    var prepared: PreparedSide?
    if let queryRows {
      prepared = try PreparedSide(
        queryRows,
        frame: frame,
        farthest: farthest,
        merging: false,
        kernels: kernels,
        workers: workers
      )
    }
    self.queries = prepared
    scale = frame.scale
  }
}
