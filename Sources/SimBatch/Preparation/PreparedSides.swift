/// Base and queries, examined: which rows take part, and how each is transformed.
struct ExaminedSides {
  let base: ExaminedRows
  /// nil in a self-join.
  let queries: ExaminedRows?

  /// - Parameter queries: with the mean row of `base`, if any.
  init(base: ExaminedRows, queries: ExaminedRows?) {
    self.base = base
    self.queries = queries
  }

  /// - Parameters:
  ///   - releasingPages: keeps no more of mapped rows in memory than is being read.
  ///   - columnMean: the mean row of `base`, if it is to be subtracted and known already.
  /// - Throws: ``JobError/data(_:)`` for rows that the measure cannot judge.
  /// - Complexity: O(n · d), in parallel.
  init(
    base: StoredMatrix,
    queries: StoredMatrix?,
    measure: Measure,
    rows: RowOptions,
    releasingPages: Bool = false,
    columnMean: Memory<Double>? = nil,
    kernels: Kernels,
    workers: Int
  ) throws(JobError) {
    let dimensions = rows.dimensions ?? base.dimensionCount
    var mean = columnMean
    if rows.centerColumns, mean == nil {
      let plain = RowSource(
        matrix: base,
        dimensions: dimensions,
        columnMean: nil,
        releasesPages: releasingPages
      )
      mean = try ColumnMean.of(plain, kernels: kernels, workers: workers)
    }

    func examine(_ matrix: StoredMatrix) throws(JobError) -> ExaminedRows {
      let source = RowSource(
        matrix: matrix,
        dimensions: dimensions,
        columnMean: mean,
        releasesPages: releasingPages
      )
      let examined = try ExaminedRows(
        source,
        measure: measure,
        kernels: kernels,
        workers: workers
      )
      try examined.apply(rows.onBadRow)
      return examined
    }
    self.base = try examine(base)
    var queryRows: ExaminedRows?
    if let queries { queryRows = try examine(queries) }
    self.queries = queryRows
  }

  /// Lets the system have back the memory of mapped rows; they are read again when needed.
  func releasePages() {
    base.source.releasePages()
    queries?.source.releasePages()
  }
}

/// Base and queries, prepared in one frame.
struct PreparedSides {
  let base: PreparedSide
  /// nil in a self-join.
  let queries: PreparedSide?
  /// Prepared rows are stored rows times this (dot, Euclid).
  let scale: Double

  /// - Parameter scale: that of the frame in which both were prepared.
  init(base: PreparedSide, queries: PreparedSide?, scale: Double) {
    self.base = base
    self.queries = queries
    self.scale = scale
  }

  /// Examines and prepares the rows of matrices.
  ///
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
    let examined = try ExaminedSides(
      base: base,
      queries: queries,
      measure: measure,
      rows: rows,
      kernels: kernels,
      workers: workers
    )
    try self.init(examined, farthest: farthest, kernels: kernels, workers: workers)
  }

  /// Prepares examined rows.
  ///
  /// - Parameter scratch: where prepared rows go; nil for memory.
  /// - Complexity: O(n · d), in parallel.
  init(
    _ examined: ExaminedSides,
    farthest: Bool,
    scratch: ScratchFolder? = nil,
    kernels: Kernels,
    workers: Int
  ) throws(JobError) {
    let frame = try Frame(examined, kernels: kernels, workers: workers)
    base = try PreparedSide(
      examined.base,
      frame: frame,
      farthest: farthest,
      merging: true,
      scratch: scratch,
      kernels: kernels,
      workers: workers
    )
    var prepared: PreparedSide?
    if let queries = examined.queries {
      prepared = try PreparedSide(
        queries,
        frame: frame,
        farthest: farthest,
        merging: false,
        scratch: scratch,
        kernels: kernels,
        workers: workers
      )
    }
    queries = prepared
    scale = frame.scale
  }

  /// Bytes of scratch files that prepared rows take.
  var scratchByteCount: Int { base.scratchByteCount + (queries?.scratchByteCount ?? 0) }

  /// Lets the system have back the memory of rows that are in files.
  func releasePages() {
    for side in [base, queries].compactMap({ $0 }) {
      side.releasePages(of: 0..<side.rowCount)
      side.examined.source.releasePages()
    }
  }
}
