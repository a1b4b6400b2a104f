@testable import SimBatch

/// An independent answer: every pair in `Double`, from the definitions, in plain Swift.
struct BruteForce {
  let rows: [[Double]]
  let queries: [[Double]]?
  let measure: Measure

  /// Rows after `--dims` and `--center-columns`.
  init(
    _ rows: [[Double]],
    queries: [[Double]]? = nil,
    measure: Measure,
    dimensions: Int? = nil,
    centerColumns: Bool = false
  ) {
    var rows = rows.map { Array($0.prefix(dimensions ?? $0.count)) }
    var queries = queries?.map { Array($0.prefix(dimensions ?? $0.count)) }
    if centerColumns {
      let finite = rows.filter { $0.allSatisfy(\.isFinite) }
      let mean = (0..<(rows.first?.count ?? 0)).map { column in
        finite.reduce(0) { $0 + $1[column] } / Double(max(1, finite.count))
      }
      rows = rows.map { zip($0, mean).map(-) }
      queries = queries?.map { zip($0, mean).map(-) }
    }
    self.rows = rows
    self.queries = queries
    self.measure = measure
  }

  /// The score (or distance) of two rows.
  func score(_ x: [Double], _ y: [Double]) -> Double {
    switch measure {
    case .dot: return Self.dot(x, y)
    case .euclidean: return Self.length(zip(x, y).map(-))
    case .cosine: return Self.dot(Self.unit(x), Self.unit(y))
    case .pearson: return Self.dot(Self.unit(Self.centred(x)), Self.unit(Self.centred(y)))
    }
  }

  /// Whether the measure can judge a row.
  func isGood(_ x: [Double]) -> Bool {
    guard x.allSatisfy(\.isFinite), let least = x.min(), let greatest = x.max() else {
      return false
    }
    return switch measure {
    case .cosine: least != 0 || greatest != 0
    case .pearson: least != greatest
    case .dot, .euclidean: Self.length(x) < 1.8e19
    }
  }

  /// The reported scores of one row with all rows that may answer it, best first, ties by row.
  func answers(row: Int, farthest: Bool, includeSelf: Bool) -> [(row: Int, score: Double)] {
    let own = (queries ?? rows)[row]
    guard isGood(own) else { return [] }
    var found: [(row: Int, score: Double)] = []
    for (other, values) in rows.enumerated() where isGood(values) {
      if queries == nil && !includeSelf && other == row { continue }
      found.append((other, score(own, values)))
    }
    let descending = (measure == .euclidean) == farthest
    return found.sorted {
      $0.score != $1.score ? ($0.score > $1.score) == descending : $0.row < $1.row
    }
  }

  private static func dot(_ x: [Double], _ y: [Double]) -> Double {
    zip(x, y).reduce(0) { $0 + $1.0 * $1.1 }
  }

  private static func length(_ x: [Double]) -> Double {
    let greatest = x.map(abs).max() ?? 0
    guard greatest > 0 else { return 0 }
    return greatest * dot(x.map { $0 / greatest }, x.map { $0 / greatest }).squareRoot()
  }

  private static func unit(_ x: [Double]) -> [Double] {
    let greatest = x.map(abs).max() ?? 1
    let scaled = x.map { $0 / greatest }
    let length = length(scaled)
    return scaled.map { $0 / length }
  }

  private static func centred(_ x: [Double]) -> [Double] {
    let greatest = x.map(abs).max() ?? 1
    let scaled = x.map { $0 / greatest }
    let mean = scaled.reduce(0, +) / Double(x.count)
    return scaled.map { $0 - mean }
  }
}
