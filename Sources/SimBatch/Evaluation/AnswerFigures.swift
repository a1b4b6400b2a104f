/// Figures of ranks of answers.
enum AnswerFigures {
  /// What `compare` gives, in this order.
  static let kinds: [EvaluationReport.Figure] = [
    .meanReciprocalRank, .hitsAt1, .hitsAt10, .hitsAt100,
  ]

  /// Compares contestants by the ranks of the best answers.
  ///
  /// - Parameter ranks: from 1; by contestant, then by query.
  /// - Returns: by figure.
  static func compare(_ ranks: [[Int]], seed: UInt64, workers: Int) -> [ComparedFigures] {
    let gains: [(Int) -> Double] = [
      { 1 / Double($0) }, { $0 <= 1 ? 1 : 0 }, { $0 <= 10 ? 1 : 0 }, { $0 <= 100 ? 1 : 0 },
    ]
    // By figure, by contestant, by query.
    let values = gains.map { gain in ranks.map { $0.map(gain) } }
    let bootstrap = Bootstrap(seed: seed, workers: workers)
    return bootstrap.compare(count: ranks.first?.count ?? 0) { drawn in
      values.map { $0.map { mean($0, drawn) } }
    }
  }

  private static func mean(_ values: [Double], _ drawn: [Int32]) -> Double {
    var sum = 0.0
    for index in values.indices { sum += Double(drawn[index]) * values[index] }
    return sum / Double(values.count)
  }
}
