extension NeighborReport {
  /// One line about the job: shape, measure, time and rate.
  ///
  /// - Parameter isDefaultMetric: whether nobody chose the measure, which is then said.
  public func summary(isDefaultMetric: Bool = false) -> String {
    let stored = input.rows.counted("row")
    let rows = queries.map { "\($0.rows) × \(stored)" } ?? stored
    let kind = settings.farthest ? "farthest" : "nearest"
    let rate = (work.gigaoperationsPerSecond * 10).rounded() / 10
    let unit = work.screen.hasPrefix("int8") ? "Gop/s" : "GFLOP/s"
    let time = (totalSeconds * 1000).rounded() / 1000
    var pairs = work.pairsCompared.counted("pair")
    // Identical rows are compared once: fewer than n(n − 1)/2 pairs.
    if input.distinctRows != nil {
      pairs += queries == nil ? " of distinct rows" : " of queries and distinct rows"
    }
    return """
      \(rows) of \(settings.dimensions.counted("dimension")), \
      \(settings.metric)\(isDefaultMetric ? " (default)" : ""), \
      \(settings.neighbors) \(kind): \(time) s, \(pairs) at \(rate) \(unit) (\(work.screen))
      """
  }
}
