/// Makes the section about hubs from the lists of nearest neighbors.
enum HubnessSectionMaker {
  /// Hubs that are named.
  private static let hubCount = 10
  /// Samples drawn for intervals, where rows were sampled.
  private static let replicates = 200

  /// - Complexity: O(n · k + n log n).
  static func make(_ means: AuditMeans, _ nearest: NearestLists) -> HubnessSection {
    let occurrences = nearest.occurrences
    let counts = nearest.goodRows.map { Double(occurrences[$0]) }
    func estimate(_ figure: @escaping @Sendable ([Double], [Int32]) -> Double) -> Estimate {
      guard !nearest.isWhole else {
        let once = [Int32](repeating: 1, count: counts.count)
        return .exact(figure(counts, once), count: counts.count)
      }
      return Bootstrap(seed: means.seed(for: .intervals), workers: means.workers).estimate(
        count: counts.count,
        replicates: replicates
      ) { figure(counts, $0) }
    }
    let descending = nearest.goodRows.sorted {
      (occurrences[$0], $1) > (occurrences[$1], $0)
    }
    // Shares of places are figures of descending counts, however often each row was drawn.
    let places = descending.map { Double(occurrences[$0]) }
    return HubnessSection(
      neighbors: nearest.lists.neighborCount,
      rows: counts.count,
      skewness: estimate(skewness),
      orphanShare: estimate(orphanShare),
      topShare: estimate { _, drawn in topShare(places, drawn) },
      tiedShare: tiedShare(nearest),
      hubs: descending.prefix(hubCount).map {
        HubnessSection.Hub(row: nearest.named($0, means.names), lists: occurrences[$0])
      },
      histogram: histogram(nearest.goodRows.map { occurrences[$0] })
    )
  }

  /// The third standardized moment; 0 where all are equal.
  static func skewness(_ values: [Double], drawn: [Int32]) -> Double {
    let count = Double(drawn.reduce(0) { $0 + Int($1) })
    guard count > 0 else { return 0 }
    var mean = 0.0
    for index in values.indices { mean += Double(drawn[index]) * values[index] }
    mean /= count
    var (second, third) = (0.0, 0.0)
    for index in values.indices {
      let (times, off) = (Double(drawn[index]), values[index] - mean)
      second += times * off * off
      third += times * off * off * off
    }
    (second, third) = (second / count, third / count)
    return second > 0 ? third / (second * second.squareRoot()) : 0
  }

  private static func orphanShare(_ values: [Double], drawn: [Int32]) -> Double {
    var (all, orphans) = (0, 0)
    for index in values.indices {
      all += Int(drawn[index])
      if values[index] == 0 { orphans += Int(drawn[index]) }
    }
    return all == 0 ? 0 : Double(orphans) / Double(all)
  }

  /// The share of the first 1% of descending values, at least one.
  private static func topShare(_ descending: [Double], _ drawn: [Int32]) -> Double {
    let count = drawn.reduce(0) { $0 + Int($1) }
    var left = max(1, (count + 99) / 100)
    var (top, total) = (0.0, 0.0)
    for index in descending.indices {
      let taken = min(left, Int(drawn[index]))
      top += Double(taken) * descending[index]
      total += Double(drawn[index]) * descending[index]
      left -= taken
    }
    return total > 0 ? top / total : 0
  }

  private static func tiedShare(_ nearest: NearestLists) -> Double {
    let k = nearest.lists.neighborCount
    guard k > 1, !nearest.goodRows.isEmpty else { return 0 }
    let scores = nearest.lists.scores
    let tied = nearest.goodRows.count { scores[$0 * k] == scores[$0 * k + k - 1] }
    return Double(tied) / Double(nearest.goodRows.count)
  }

  /// Rows in 0, 1, 2 to 3, 4 to 7, … lists.
  private static func histogram(_ counts: [Int]) -> [HubnessSection.Bin] {
    // 0 has no bits, 1 has one, 2 and 3 have two.
    let bits = counts.map { Int.bitWidth - $0.leadingZeroBitCount }
    return (0...(bits.max() ?? 0)).map { width in
      HubnessSection.Bin(
        low: width == 0 ? 0 : 1 << (width - 1),
        high: (1 << width) - 1,
        rows: bits.count { $0 == width }
      )
    }
  }
}
