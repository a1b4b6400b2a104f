/// Counts pairs of stored rows and says when there are too many.
final class PairTally: Sendable {
  private let maximum: Int
  private let counter = Counter()

  init(maximum: Int) { self.maximum = maximum }

  /// Pairs of stored rows so far.
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

  /// - Throws: ``DuplicateError/pairsExceedMaximum(found:maximum:)``.
  func check() throws(DuplicateError) {
    guard count <= maximum else { throw .pairsExceedMaximum(found: count, maximum: maximum) }
  }
}
