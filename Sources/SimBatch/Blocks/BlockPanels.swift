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
    let block: Block
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

  /// What prepared rows are stored ones times.
  var scale: Double { frame.scale }

  /// A run of stored rows of one side.
  struct Block: Equatable {
    /// Of the queries, else of the base.
    let isQueries: Bool
    let rows: Range<Int>
  }

  /// The two blocks of a pair, prepared; one for a block with itself.
  ///
  /// - Complexity: O(rows · d) for what is not held already.
  mutating func sides(of pair: BlockPlan.Pair) throws(JobError) -> PreparedSides {
    let own = Block(isQueries: sides.queries != nil, rows: pair.rows)
    let base = Block(isQueries: false, rows: pair.columns)
    let (rows, columns) = try panels(own, base) { $0.rows.map { UInt32($0) } }
    return PreparedSides(base: columns, queries: own == base ? nil : rows, scale: frame.scale)
  }

  /// Two blocks, prepared; twice the same side for a block with itself.
  ///
  /// - Parameter order: the stored rows of a block that take part; always the same of one block.
  /// - Complexity: O(rows · d) for what is not held already.
  mutating func panels(_ rows: Block, _ columns: Block, order: (Block) -> [UInt32])
    throws(JobError) -> (rows: PreparedSide, columns: PreparedSide)
  {
    // What neither side of the pair needs goes before anything else is prepared.
    held.removeAll { $0.block != rows && $0.block != columns }
    let other = try panel(columns, order)
    return (try panel(rows, order), other)
  }

  /// One block, prepared, in the place of what is held.
  mutating func panel(_ block: Block, order: (Block) -> [UInt32]) throws(JobError) -> PreparedSide {
    held.removeAll { $0.block != block }
    return try panel(block, order)
  }

  private mutating func panel(_ block: Block, _ order: (Block) -> [UInt32])
    throws(JobError) -> PreparedSide
  {
    if let panel = held.first(where: { $0.block == block }) { return panel.side }
    let examined = block.isQueries ? (sides.queries ?? sides.base) : sides.base
    if checksRows, let row = examined.changedRow(in: block.rows, workers: workers) {
      let matrix = examined.source.matrix
      throw .data(
        "\(matrix.name): row \(matrix.number(ofRow: row)) has changed since the plan was made"
      )
    }
    let side = try prepared(block, order(block))
    let source = examined.source
    bytesRead += block.rows.count * source.dimensions * source.matrix.elementType.byteCount
    held.append(Panel(block: block, side: side))
    return side
  }

  /// Some rows of a block, prepared in this order, and not held.
  func prepared(_ block: Block, _ order: [UInt32]) throws(JobError) -> PreparedSide {
    try PreparedSide(
      block.isQueries ? (sides.queries ?? sides.base) : sides.base,
      frame: frame,
      farthest: farthest,
      merging: !block.isQueries,
      order: order,
      kernels: kernels,
      workers: workers
    )
  }
}
