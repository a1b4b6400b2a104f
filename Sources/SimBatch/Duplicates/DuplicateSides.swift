import CSimKernels

/// The rows of a deduplication, prepared in keep order, and the old rows they are compared with.
///
/// Prepared rows are sets of identical rows. Sets come in the keep order of their first members, so
/// that a lower prepared row is always the one that is decided first.
struct DuplicateSides: Sendable {
  /// The rows to be decided.
  let rows: PreparedSide
  /// Rows that are always kept, or nil.
  let old: PreparedSide?
  let frame: Frame
  let scoring: Scoring
  /// Where prepared rows go; nil for memory.
  private let scratch: ScratchFolder?

  /// The score of two rows, and its order.
  struct Scoring: Sendable {
    let kernels: Kernels
    let measure: Measure
    let scale: Double

    var kernelValue: sim_scoring {
      sim_scoring(
        kernels: kernels.table,
        measure: measure.kernelValue,
        farthest: false,
        scale: scale
      )
    }

    /// Greater keys are more alike.
    func key(_ score: Float) -> Float { measure.isDistance ? -score : score }
  }

  /// - Parameters:
  ///   - order: the stored rows that are decided, in keep order; nil for all, ascending.
  ///   - scratch: where prepared rows go; nil for memory.
  /// - Throws: ``JobError/data(_:)`` for rows that the measure cannot judge.
  /// - Complexity: O(n · d), in parallel.
  init(
    rows: StoredMatrix,
    old: StoredMatrix?,
    order: [UInt32]?,
    options: DuplicateOptions,
    scratch: ScratchFolder?,
    kernels: Kernels,
    workers: Int
  ) throws(JobError) {
    let dimensions = options.rows.dimensions ?? rows.dimensionCount
    self.scratch = scratch
    let plain = RowSource(
      matrix: old ?? rows,
      dimensions: dimensions,
      columnMean: nil,
      releasesPages: scratch != nil
    )
    let mean =
      options.rows.centerColumns
      ? try ColumnMean.of(plain, kernels: kernels, workers: workers) : nil

    func examine(_ matrix: StoredMatrix) throws(JobError) -> ExaminedRows {
      let source = RowSource(
        matrix: matrix,
        dimensions: dimensions,
        columnMean: mean,
        releasesPages: scratch != nil
      )
      let examined = try ExaminedRows(
        source,
        measure: options.measure,
        kernels: kernels,
        workers: workers
      )
      try examined.apply(options.rows.onBadRow)
      return examined
    }
    let examined = try examine(rows)
    var oldExamined: ExaminedRows?
    if let old { oldExamined = try examine(old) }
    frame = try Frame(
      measure: options.measure,
      base: oldExamined ?? examined,
      queries: oldExamined == nil ? nil : examined,
      kernels: kernels,
      workers: workers
    )
    scoring = Scoring(kernels: kernels, measure: options.measure, scale: frame.scale)
    self.rows = try Self.prepare(
      examined,
      order,
      frame: frame,
      scratch: scratch,
      kernels: kernels,
      workers: workers
    )
    var prepared: PreparedSide?
    if let oldExamined {
      prepared = try Self.prepare(
        oldExamined,
        nil,
        frame: frame,
        scratch: scratch,
        kernels: kernels,
        workers: workers
      )
    }
    self.old = prepared
  }

  /// Bytes of scratch files that prepared rows take.
  var scratchByteCount: Int { rows.scratchByteCount + (old?.scratchByteCount ?? 0) }

  /// The rows before they were prepared; old rows are the base.
  var examined: ExaminedSides {
    ExaminedSides(
      base: (old ?? rows).examined,
      queries: old == nil ? nil : rows.examined
    )
  }

  private init(_ sides: DuplicateSides, rows: PreparedSide) {
    self.rows = rows
    old = sides.old
    frame = sides.frame
    scoring = sides.scoring
    scratch = sides.scratch
  }

  /// The same with rows in another order.
  func reordered(_ order: [UInt32], workers: Int) throws(JobError) -> DuplicateSides {
    DuplicateSides(self, rows: try prepared(order, in: scratch, workers: workers))
  }

  /// Some of the rows, prepared in this order.
  ///
  /// - Parameter scratch: where they go; nil for memory.
  func prepared(_ order: [UInt32], in scratch: ScratchFolder? = nil, workers: Int)
    throws(JobError) -> PreparedSide
  {
    try Self.prepare(
      rows.examined,
      order,
      frame: frame,
      scratch: scratch,
      kernels: scoring.kernels,
      workers: workers
    )
  }

  private static func prepare(
    _ examined: ExaminedRows,
    _ order: [UInt32]?,
    frame: Frame,
    scratch: ScratchFolder?,
    kernels: Kernels,
    workers: Int
  ) throws(JobError) -> PreparedSide {
    try PreparedSide(
      examined,
      frame: frame,
      farthest: false,
      merging: true,
      order: order,
      scratch: scratch,
      kernels: kernels,
      workers: workers
    )
  }

  /// The reported scores of pairs of prepared rows of ``rows``, one after the other.
  ///
  /// - Complexity: O(d) for each pair.
  func scores(of pairs: some Sequence<(UInt32, UInt32)>) throws(JobError) -> [Float] {
    let space = try Memory<Double>(count: rows.dimensions)
    let info = rows.examined.info
    var scoring = scoring.kernelValue
    var side = sim_side()
    side.rows = rows.examined.source.kernelRows
    side.info = UnsafePointer(info.pointer)
    return pairs.map { a, b in
      let first = Int(rows.distinct.firstRows[Int(a)])
      let second = Int(rows.distinct.firstRows[Int(b)])
      sim_expand_row(&scoring, &side, first, space.pointer)
      return sim_reported_score(&scoring, space.pointer, info[first].norm, &side, second)
    }
  }

  /// By prepared row of more than one member: the score that its members have with each other.
  func selfScores() throws(JobError) -> [UInt32: Float] {
    let sets = rows.distinct.twins.keys.sorted()
    return Dictionary(uniqueKeysWithValues: zip(sets, try scores(of: sets.map { ($0, $0) })))
  }
}
