extension DuplicateStore {
  /// Checks everything that a store promises: the database's own consistency, the checksums of
  /// segments, all counts, that every duplicate has a kept row before it at the limit, and that no
  /// two kept rows reach it.
  ///
  /// - Throws: ``StoreError/damaged(_:detail:)`` for the first promise that does not hold.
  /// - Complexity: O(kept² · d / 2).
  public func verify(
    resources: ResourceOptions = ResourceOptions(),
    progress: (any ProgressObserver)? = nil
  ) throws {
    guard let settings else {
      throw StoreError.notAStore(directory, reason: "no run has been completed yet")
    }
    let check = try database.prepare("PRAGMA integrity_check(1)")
    if try check.step(), check.string(0) != "ok" {
      throw StoreError.damaged(directory, detail: check.string(0))
    }
    for promise in Self.promises {
      guard let broken = try database.integer(promise.counterexamples), broken > 0 else { continue }
      throw StoreError.damaged(directory, detail: "\(promise.name): \(broken) exceptions")
    }
    try verifyScores(settings)
    guard let kept = try keptMatrix() else { return }
    var options = DuplicateOptions(measure: settings.measure, threshold: .limit(settings.limit))
    options.rows.dimensions = settings.comparedDimensions
    options.resources = resources
    let report = try DuplicateSearch(rows: kept, options: options).run(progress: progress).report
    guard report.result.pairs == 0 else {
      throw StoreError.damaged(
        directory,
        detail:
          "no two kept rows may reach the limit, found \(report.result.pairs.counted("pair"))"
      )
    }
  }

  /// What must hold of the tables, and queries that count where it does not.
  private static let promises = [
    (
      name: "every duplicate has a kept row before it",
      counterexamples: """
      SELECT count(*) FROM row r LEFT JOIN row k ON k.number = r.duplicate_of
      WHERE r.duplicate_of IS NOT NULL
      AND (k.number IS NULL OR k.duplicate_of IS NOT NULL OR k.number >= r.number)
      """
    ),
    (
      name: "batches count their rows",
      counterexamples: """
      SELECT count(*) FROM batch b WHERE
      b.kept != (SELECT count(*) FROM row WHERE batch = b.number AND duplicate_of IS NULL)
      OR b.duplicates !=
      (SELECT count(*) FROM row WHERE batch = b.number AND duplicate_of IS NOT NULL)
      """
    ),
    (
      name: "segments hold the kept rows of their batches",
      counterexamples: """
      SELECT count(*) FROM batch b LEFT JOIN segment s ON s.batch = b.number
      WHERE b.kept != ifnull(s.rows, 0)
      """
    ),
    (
      name: "only duplicates have scores",
      counterexamples:
        "SELECT count(*) FROM row WHERE (duplicate_of IS NULL) != (score IS NULL)"
    ),
  ]

  private func verifyScores(_ settings: StoreSettings) throws {
    let statement = try database.prepare("SELECT id, score FROM row WHERE score IS NOT NULL")
    while try statement.step() {
      let score = Float(statement.real(1))
      let reaches = settings.measure.isDistance ? score <= settings.limit : score >= settings.limit
      guard reaches else {
        throw StoreError.damaged(
          directory,
          detail: "'\(statement.string(0))' is a duplicate at \(score), short of the limit"
        )
      }
    }
  }
}
