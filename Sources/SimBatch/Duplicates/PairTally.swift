/// Counts pairs and says when there are too many.
final class PairTally: Sendable {
  private let maximum: Int
  private let error: @Sendable (_ found: Int) -> DuplicateError
  private let counter = Counter()

  /// - Parameter error: what ``check()`` throws for too many pairs; nil for
  ///   ``DuplicateError/pairsExceedMaximum(found:maximum:)``.
  init(maximum: Int, error: (@Sendable (_ found: Int) -> DuplicateError)? = nil) {
    self.maximum = maximum
    self.error = error ?? { .pairsExceedMaximum(found: $0, maximum: maximum) }
  }

  /// Pairs so far.
  var count: Int { counter.current }

  /// - Returns: false when there are too many.
  func add(_ amount: Int) -> Bool {
    counter.add(amount)
    return count <= maximum
  }

  /// Adds pairs of sets of identical rows.
  ///
  /// - Returns: false when there are too many.
  func add(_ pairs: [ScoredPair], rows: DistinctRows, columns: DistinctRows) -> Bool {
    guard !rows.twins.isEmpty || !columns.twins.isEmpty else { return add(pairs.count) }
    return add(
      pairs.reduce(0) {
        $0 + (rows.twins[$1.row]?.count ?? 1) * (columns.twins[$1.column]?.count ?? 1)
      }
    )
  }

  /// - Throws: the error for too many pairs.
  func check() throws(DuplicateError) {
    guard count <= maximum else { throw error(count) }
  }
}
