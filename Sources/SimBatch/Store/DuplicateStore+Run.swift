extension DuplicateStore {
  /// Decides the rows of a batch that the store has not seen, and remembers them.
  ///
  /// Rows come in their order after all rows of earlier runs: many runs decide as one run over all
  /// rows would. Nothing is changed where all ids have been seen.
  ///
  /// - Parameters:
  ///   - ids: of the rows; each at most once.
  ///   - name: of the batch, for lists.
  /// - Throws: ``StoreError``, ``SQLiteError``; ``JobError``, ``DuplicateError``; the store is then as it was.
  /// - Returns: decisions, and the report of the comparison, nil where there was nothing to compare.
  public func run(
    _ matrix: StoredMatrix,
    ids: RowIds,
    options: DuplicateOptions,
    name: String,
    progress: (any ProgressObserver)? = nil
  ) throws -> (decisions: StoreDecisions, report: DuplicateReport?) {
    let asked = try settings(asked: options, matrix)
    try settings?.require(asked, store: directory)
    try requireDistinct(ids, name: name)

    var decisions = try seenDecisions(ids, rowCount: matrix.rowCount)
    let unseen = decisions.rows.indices.filter { decisions.rows[$0] == nil }.map { UInt32($0) }
    guard !unseen.isEmpty else { return (decisions, nil) }
    let kept = try keptMatrix(options.resources)
    let search = try DuplicateSearch(
      rows: matrix,
      against: kept,
      options: options,
      only: unseen.count == matrix.rowCount ? nil : unseen
    )
    let (found, report) = try search.run(progress: progress)
    let newKept = unseen.map { Int($0) }.filter { found[$0] == .kept }
    let isAnyDecided = unseen.contains { found[Int($0)] != .bad }
    guard isAnyDecided else { return (decisions, report) }

    let last = settings == nil ? nil : try database.integer("SELECT max(number) FROM batch")
    let batch = try count(last ?? 0, of: "batches") + 1
    let segment =
      newKept.isEmpty
      ? nil : try StoreSegment.write(newKept, of: matrix, batch: batch, in: segmentFolder)
    try database.transaction {
      if settings == nil { try create(asked) }
      try insert(batch: batch, name: name, found: found, unseen: unseen, segment: segment)
      try insert(found: found, unseen: unseen, ids: ids, batch: batch, into: &decisions)
    }
    return (decisions, report)
  }

  private func settings(asked options: DuplicateOptions, _ matrix: StoredMatrix) throws(JobError)
    -> StoreSettings
  {
    guard !options.rows.centerColumns else {
      throw .usage("--center-columns cannot be used with --store: means of batches differ")
    }
    guard options.grouping == .representative else {
      throw .usage("--store keeps representatives; it cannot be used with --group connected")
    }
    guard case .first = options.keepOrder else {
      throw .usage("--store decides rows in the order they come; it cannot be used with --keep")
    }
    guard case .limit(let limit) = options.threshold else {
      throw .usage("--store has one limit for all runs; it cannot be used with --target")
    }
    return StoreSettings(
      measure: options.measure,
      limit: limit,
      matrix: matrix,
      comparedDimensions: options.rows.dimensions
    )
  }

  private func requireDistinct(_ ids: RowIds, name: String) throws(StoreError) {
    var rows: [[UInt8]: Int] = [:]
    rows.reserveCapacity(ids.count)
    for row in 0..<ids.count {
      if let first = rows.updateValue(row, forKey: ids.id(of: row)) {
        throw .repeatedId(name, id: ids[row], rows: [first, row])
      }
    }
  }

  /// The decisions that are stored already.
  private func seenDecisions(_ ids: RowIds, rowCount: Int) throws -> StoreDecisions {
    var decisions = StoreDecisions(rows: Array(repeating: nil, count: rowCount))
    guard settings != nil else { return decisions }
    let statement = try database.prepare(
      """
      SELECT r.number, r.duplicate_of, r.score, k.id
      FROM row r LEFT JOIN row k ON k.number = r.duplicate_of WHERE r.id = ?
      """
    )
    for row in 0..<rowCount {
      try statement.bind([.text(ids.id(of: row))])
      guard try statement.step() else { continue }
      let isKept = statement.isNull(1)
      decisions.rows[row] = StoreDecisions.Decision(
        keeper: statement.integer(isKept ? 0 : 1),
        duplicateOf: isKept ? nil : statement.string(3),
        score: isKept ? nil : Float(statement.real(2)),
        wasSeen: true
      )
    }
    return decisions
  }

  private func create(_ settings: StoreSettings) throws(SQLiteError) {
    try database.execute(StoreTables.creation)
    let statement = try database.prepare("INSERT INTO setting VALUES (?, ?)")
    for field in settings.fields {
      try statement.run(.text(Array(field.name.utf8)), .text(Array(field.value.utf8)))
    }
  }

  private func insert(
    batch: Int,
    name: String,
    found: DuplicateDecisions,
    unseen: [UInt32],
    segment: StoreSegment?
  ) throws(SQLiteError) {
    let kept = segment?.rowCount ?? 0
    let bad = unseen.count { found[Int($0)] == .bad }
    try database.prepare("INSERT INTO batch VALUES (?, ?, ?, ?, ?)").run(
      .integer(batch),
      .text(Array(name.utf8)),
      .text(Array(WallTime.now.text.utf8)),
      .integer(kept),
      .integer(unseen.count - kept - bad)
    )
    guard let segment else { return }
    try database.prepare("INSERT INTO segment VALUES (?, ?, ?, ?, ?)").run(
      .integer(batch),
      .text(Array(segment.file.utf8)),
      .integer(segment.rowCount),
      .integer(segment.byteCount),
      .integer(Int(Int64(bitPattern: segment.checksum)))
    )
  }

  /// Inserts rows in their order; keepers come before their duplicates.
  private func insert(
    found: DuplicateDecisions,
    unseen: [UInt32],
    ids: RowIds,
    batch: Int,
    into decisions: inout StoreDecisions
  ) throws {
    let oldNumbers = try keptNumbers()
    let oldId = try database.prepare("SELECT id FROM row WHERE number = ?")
    let insertion = try database.prepare("INSERT INTO row VALUES (?, ?, ?, ?, ?)")
    var number = try count(database.integer("SELECT max(number) FROM row") ?? 0, of: "rows")
    var numbers: [Int: Int] = [:]
    for row in unseen.map({ Int($0) }) where found[row] != .bad {
      number += 1
      numbers[row] = number
      var (group, keeper, score): (Int, String?, Float?) = (number, nil, nil)
      if case .duplicate(let of, let value) = found[row] {
        score = value
        switch of {
        case .row(let other):
          guard let known = numbers[other] else {
            preconditionFailure("row \(other) is a keeper and comes after row \(row)")
          }
          (group, keeper) = (known, ids[other])
        case .old(let index):
          group = oldNumbers[index]
          try oldId.bind([.integer(group)])
          keeper = try oldId.step() ? oldId.string(0) : ""
        }
      }
      try insertion.run(
        .integer(number),
        .text(ids.id(of: row)),
        .integer(batch),
        keeper == nil ? .null : .integer(group),
        score.map { .real(Double($0)) } ?? .null
      )
      decisions.rows[row] = StoreDecisions.Decision(
        keeper: group,
        duplicateOf: keeper,
        score: score,
        wasSeen: false
      )
    }
  }
}
