/// Where decisions go: a line for each row.
///
/// Columns: `row`; `id` with ids; `group`; `kept`; `duplicate_of`, a row of the matrix, or
/// `old_row`, one of the old matrix; `duplicate_of_id`; `score` or `distance` with that row; with
/// calibration its `percentile`; for connected groups `lowest` of the group; with texts `text`,
/// `duplicate_of_text`, `edits` and `edit_share`. A row that the measure cannot judge has `kept` false and nothing else.
public final class DecisionOutput {
  /// What there is to write beside the decisions.
  public struct Columns: Sendable {
    public var measure: Measure
    /// The numbers of the rows in their input; nil where all of it takes part.
    public var rowNumbers: RowNumbers?
    /// Names by number.
    public var ids: (any RowNaming)?
    /// Texts by number.
    public var texts: RowIds?
    public var hasOldRows = false
    /// The texts of old rows.
    public var oldTexts: RowIds?
    public var hasLowest = false
    public var hasPercentile = false

    public init(measure: Measure) { self.measure = measure }

    func number(ofRow position: Int) -> Int { rowNumbers.map { $0[position] } ?? position }
  }

  private let table: TextTable
  private let columns: Columns

  /// - Parameters:
  ///   - destination: a path, or `-` for standard output.
  ///   - format: the layout; without it that of the extension.
  /// - Throws: ``OutputError``, so that what cannot be written is refused before the job.
  public init(_ destination: String, format: TableFormat?, columns: Columns) throws {
    var names = ["row"]
    if columns.ids != nil { names.append("id") }
    names += ["group", "kept", "duplicate_of"]
    if columns.hasOldRows { names.append("old_row") }
    if columns.ids != nil { names.append("duplicate_of_id") }
    names.append(columns.measure.isDistance ? "distance" : "score")
    if columns.hasPercentile { names.append("percentile") }
    if columns.hasLowest { names.append("lowest") }
    if columns.texts != nil { names += ["text", "duplicate_of_text", "edits", "edit_share"] }
    table = try TextTable(destination, format: format, columns: names)
    self.columns = columns
  }

  var file: AtomicFile? { table.file }

  /// Writes all lines; a file appears with its commit.
  public func write(_ decisions: DuplicateDecisions) throws {
    for row in 0..<decisions.rowCount { try table.write(fields(of: row, decisions)) }
  }

  /// Makes standard output complete.
  func finishStream() throws { try table.finishStream() }

  private func fields(of row: Int, _ decisions: DuplicateDecisions) -> [TextTable.Field] {
    let number = columns.number(ofRow: row)
    var fields: [TextTable.Field] = [.number(number)]
    if let ids = columns.ids { fields.append(.text(ids.id(of: number))) }
    fields.append(decisions.group(of: row).map { .number($0) } ?? .empty)
    let decision = decisions[row]
    fields.append(.flag(decision == .kept))
    var keeper: DuplicateDecisions.Keeper?
    var value = TextTable.Field.empty
    if case .duplicate(let of, let score) = decision { (keeper, value) = (of, .value(score)) }
    var (own, old): (Int?, Int?)
    switch keeper {
    case .row(let position)?: own = columns.number(ofRow: position)
    case .old(let number)?: old = number
    case nil: break
    }
    fields.append(own.map { .number($0) } ?? .empty)
    if columns.hasOldRows { fields.append(old.map { .number($0) } ?? .empty) }
    if let ids = columns.ids { fields.append(own.map { .text(ids.id(of: $0)) } ?? .empty) }
    fields.append(value)
    if columns.hasPercentile {
      fields.append(decisions.percentile(of: row).map { .value($0) } ?? .empty)
    }
    if columns.hasLowest {
      fields.append(decisions.lowestScore(inGroupOf: row).map { .value($0) } ?? .empty)
    }
    if let texts = columns.texts {
      let other = own.map { texts[$0] } ?? old.flatMap { old in columns.oldTexts.map { $0[old] } }
      fields += textFields(texts[number], other)
    }
    return fields
  }

  private func textFields(_ text: String, _ other: String?) -> [TextTable.Field] {
    guard let other else { return [.text(Array(text.utf8)), .empty, .empty, .empty] }
    let distance = EditDistance(text, other)
    return [
      .text(Array(text.utf8)), .text(Array(other.utf8)), .number(distance.edits),
      .value(distance.share),
    ]
  }
}
