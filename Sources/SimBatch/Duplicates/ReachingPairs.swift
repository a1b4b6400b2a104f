/// How many pairs of rows reach the limit of a deduplication, and whether so many are alike by chance.
struct ReachingPairs {
  /// Pairs of stored rows.
  let count: Int
  /// Pairs of stored rows that are not identical.
  let differentCount: Int
  /// The share of all pairs of different rows that reach the limit, which is the chance that a random
  /// one does; nil where there are none.
  let share: Double?
  private let goodRowCount: Int

  init(_ decider: DuplicateDecider, _ decisions: DuplicateDecisions, sets: DuplicateSets) {
    count = decider.pairCount
    let identical = decider.identicalPairCount
    differentCount = count - identical
    goodRowCount = decisions.rowCount - decisions.badCount
    let rows = Double(goodRowCount)
    let all = rows * ((rows - 1) / 2 + Double(sets.old?.goodCount ?? 0)) - Double(identical)
    share = all > 0 ? Double(differentCount) / all : nil
  }

  /// One sentence where the limit joins rows by chance: more than one pair in a thousand reaches it, and
  /// more pairs than there are rows, so that a few duplicates among few rows say nothing.
  func warning(limit: Float?, measure: Measure) -> String? {
    guard let limit, let share, share > 0.001, differentCount > goodRowCount else { return nil }
    return """
      \(FigureText.percent(share)) of all pairs of different rows reach \(measure.limitOption) \
      \(limit): rows that are alike by chance count as duplicates; choose a stricter limit, see --calibrate
      """
  }
}
