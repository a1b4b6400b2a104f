extension NeighborReport {
  /// One line about the job: shape, measure, time and rate.
  public var summary: String {
    let rows = queries.map { "\($0.rows) × \(input.rows) rows" } ?? "\(input.rows) rows"
    let kind = settings.farthest ? "farthest" : "nearest"
    let rate = (work.gigaoperationsPerSecond * 10).rounded() / 10
    let unit = work.screen.hasPrefix("int8") ? "Gop/s" : "GFLOP/s"
    let time = (totalSeconds * 1000).rounded() / 1000
    return """
      \(rows) of \(settings.dimensions) dimensions, \(settings.metric), \
      \(settings.neighbors) \(kind): \(time) s, \(work.pairsCompared) pairs at \(rate) \(unit) \
      (\(work.screen))
      """
  }
}
