/// The rows of a deduplication, prepared in keep order, and the old rows they are compared with.
///
/// Prepared rows are sets of identical rows, see ``DuplicateSets``.
struct DuplicateSides: Sendable {
  /// The rows to be decided.
  let rows: PreparedSide
  /// Rows that are always kept, or nil.
  let old: PreparedSide?
  let scoring: DuplicateScoring
  private let frame: Frame
  /// Where prepared rows go; nil for memory.
  private let scratch: ScratchFolder?

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
    self.scratch = scratch
    let examined = try ExaminedSides(
      base: old ?? rows,
      queries: old == nil ? nil : rows,
      measure: options.measure,
      rows: options.rows,
      releasingPages: scratch != nil,
      kernels: kernels,
      workers: workers
    )
    frame = try Frame(examined, kernels: kernels, workers: workers)
    scoring = DuplicateScoring(kernels: kernels, measure: options.measure, scale: frame.scale)
    self.rows = try Self.prepare(
      examined.queries ?? examined.base,
      order,
      frame: frame,
      scratch: scratch,
      kernels: kernels,
      workers: workers
    )
    var prepared: PreparedSide?
    if examined.queries != nil {
      prepared = try Self.prepare(
        examined.base,
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

  var sets: DuplicateSets { DuplicateSets(rows: rows.sets, old: old?.sets, scoring: scoring) }

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
}
