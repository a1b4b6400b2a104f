/// The prepared rows of the blocks that are in memory: two at most.
struct BlockPanels {
  private let sides: ExaminedSides
  private let frame: Frame
  private let farthest: Bool
  private let kernels: Kernels
  private let workers: Int
  /// Whether rows may have changed since they were examined.
  private let checksRows: Bool
  private var held: [Panel] = []
  /// Bytes of stored rows that were read to prepare blocks.
  private(set) var bytesRead = 0

  private struct Panel {
    let isQueries: Bool
    let rows: Range<Int>
    let side: PreparedSide
  }

  /// - Parameter planned: where the sides are those of a plan, which examined them earlier.
  /// - Complexity: O(n · d) for measures whose rows are not of unit length, without a plan.
  init(
    _ sides: ExaminedSides,
    planned: PlannedRows? = nil,
    farthest: Bool,
    kernels: Kernels,
    workers: Int
  ) throws(JobError) {
    self.sides = sides
    self.farthest = farthest
    self.kernels = kernels
    self.workers = workers
    checksRows = planned != nil
    frame = try Frame(
      measure: sides.base.measure,
      base: sides.base,
      queries: sides.queries,
      origin: planned?.origin,
      kernels: kernels,
      workers: workers
    )
  }

  /// The frame of all prepared rows.
  var origin: Memory<Double>? { frame.origin }

  /// The two blocks of a pair, prepared; one for a block with itself.
  ///
  /// - Complexity: O(rows · d) for what is not held already.
  mutating func sides(of pair: BlockPlan.Pair) throws(JobError) -> PreparedSides {
    let isSelf = sides.queries == nil && pair.rows == pair.columns
    // What neither side of the pair needs goes before anything else is prepared.
    held.removeAll { panel in
      !(panel.rows == pair.columns && !panel.isQueries)
        && !(panel.rows == pair.rows && panel.isQueries == (sides.queries != nil))
    }
    let base = try panel(isQueries: false, pair.columns)
    let own = isSelf ? nil : try panel(isQueries: sides.queries != nil, pair.rows)
    return PreparedSides(base: base, queries: own, scale: frame.scale)
  }

  private mutating func panel(isQueries: Bool, _ rows: Range<Int>) throws(JobError)
    -> PreparedSide
  {
    if let panel = held.first(where: { $0.isQueries == isQueries && $0.rows == rows }) {
      return panel.side
    }
    let examined = isQueries ? (sides.queries ?? sides.base) : sides.base
    if checksRows, let row = examined.changedRow(in: rows, workers: workers) {
      let matrix = examined.source.matrix
      throw .data(
        "\(matrix.name): row \(matrix.number(ofRow: row)) has changed since the plan was made"
      )
    }
    let side = try PreparedSide(
      examined,
      frame: frame,
      farthest: farthest,
      merging: !isQueries,
      order: rows.map { UInt32($0) },
      kernels: kernels,
      workers: workers
    )
    let source = examined.source
    bytesRead += rows.count * source.dimensions * source.matrix.elementType.byteCount
    held.append(Panel(isQueries: isQueries, rows: rows, side: side))
    return side
  }
}
