extension Measure {
  /// Refuses a limit that no pair of rows could reach, or that every pair would.
  ///
  /// Scores of ``cosine`` and ``pearson`` lie from −1 to 1, distances from 0 on; those of ``dot`` are any
  /// finite numbers. The score of identical rows, 1, and their distance, 0, are limits.
  ///
  /// - Throws: ``JobError/usage(_:)``, which names the option and the range.
  package func requireReachable(_ limit: Float?) throws(JobError) {
    guard let limit else { return }
    let (isReachable, range): (Bool, String) =
      switch self {
      case .cosine, .pearson: (limit > -1 && limit <= 1, "more than -1 and at most 1")
      case .dot: (limit.isFinite, "a finite number")
      case .euclidean: (limit.isFinite && limit >= 0, "a finite number, at least 0")
      }
    guard !isReachable else { return }
    throw .usage("\(limitOption) \(limit): expected \(range) under \(rawValue)")
  }

  /// The option that bounds scores or distances of this measure.
  package var limitOption: String { isDistance ? "--max-distance" : "--min-score" }
}
