/// What a store says of each row of a batch.
public struct StoreDecisions: Sendable {
  /// The decision about a row.
  public struct Decision: Sendable, Equatable {
    /// The place of the kept row of the group, which may be the row itself, among all rows of the store,
    /// from 0.
    public let group: Int
    /// The id of the kept row that this one is a duplicate of; nil if it is kept itself.
    public let duplicateOf: String?
    public let score: Float?
    /// Decided by an earlier run.
    public let wasSeen: Bool

    public var isKept: Bool { duplicateOf == nil }

    /// - Parameter keeper: the store's number, from 1, of the kept row of the group.
    init(keeper: Int, duplicateOf: String?, score: Float?, wasSeen: Bool) {
      group = keeper - 1
      self.duplicateOf = duplicateOf
      self.score = score
      self.wasSeen = wasSeen
    }
  }

  /// By row; nil for a row that the measure cannot judge, of which the store takes no note.
  public internal(set) var rows: [Decision?]

  public var keptRows: [Int] { rows.indices.filter { rows[$0]?.isKept ?? false } }
  public var seenCount: Int { rows.count { $0?.wasSeen ?? false } }
  public var newKeptCount: Int { rows.count { $0.map { $0.isKept && !$0.wasSeen } ?? false } }
  public var newDuplicateCount: Int { rows.count { $0.map { !$0.isKept && !$0.wasSeen } ?? false } }
  public var badCount: Int { rows.count { $0 == nil } }
}

/// Writes the decisions of a store: `row`, `id`, `group`, `kept`, `duplicate_of_id`, `score` or
/// `distance`, `seen`.
public final class StoreDecisionOutput {
  private let table: TextTable
  private let ids: RowIds
  private let rowNumbers: RowNumbers?

  /// - Parameters:
  ///   - ids: of the rows that take part.
  ///   - rowNumbers: of these rows in their input; nil where all of it takes part.
  /// - Throws: ``OutputError``, so that what cannot be written is refused before the job.
  public init(
    _ destination: String,
    format: TableFormat?,
    measure: Measure,
    ids: RowIds,
    rowNumbers: RowNumbers? = nil
  ) throws {
    table = try TextTable(
      destination,
      format: format,
      columns: [
        "row", "id", "group", "kept", "duplicate_of_id",
        measure.isDistance ? "distance" : "score", "seen",
      ]
    )
    self.ids = ids
    self.rowNumbers = rowNumbers
  }

  /// Writes everything and puts it in place, together with the other files.
  public func finish(
    _ decisions: StoreDecisions,
    keptRows: KeptRowsOutput?,
    keptMatrix: MatrixRowsOutput?
  ) throws {
    for (row, decision) in decisions.rows.enumerated() {
      try table.write([
        .number(rowNumbers.map { $0[row] } ?? row),
        .text(ids.id(of: row)),
        decision.map { .number($0.group) } ?? .empty,
        .flag(decision?.isKept ?? false),
        decision?.duplicateOf.map { .text(Array($0.utf8)) } ?? .empty,
        decision?.score.map { .value($0) } ?? .empty,
        .flag(decision?.wasSeen ?? false),
      ])
    }
    let kept = decisions.keptRows
    try keptRows?.write(kept)
    try keptMatrix?.write(kept)
    try AtomicFile.commit([table.file, keptRows?.file, keptMatrix?.file].compactMap { $0 })
    try table.finishStream()
  }
}
