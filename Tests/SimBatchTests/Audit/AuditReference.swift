@testable import SimBatch

/// Figures of an audit in plain `Double`, from their definitions.
enum AuditReference {
  /// A report on rows in memory.
  static func report(
    _ matrix: StoredMatrix,
    measure: Measure = .pearson,
    centerColumns: Bool = false,
    neighborCount: Int = 10,
    seed: UInt64 = 0,
    threads: Int = 2,
    names: RowIds? = nil,
    examples: [String] = []
  ) throws -> AuditReport {
    var options = AuditOptions()
    options.measure = measure
    options.rows.centerColumns = centerColumns
    options.neighborCount = neighborCount
    options.seed = seed
    options.resources.threads = threads
    options.examples = examples
    return try AuditJob(base: matrix, names: names, options: options).run()
  }

  static func length(_ row: [Double]) -> Double {
    row.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  static func mean(_ rows: [[Double]]) -> [Double] {
    (rows.first ?? []).indices.map { column in
      rows.reduce(0) { $0 + $1[column] } / Double(rows.count)
    }
  }

  static func unit(_ row: [Double], centred: Bool) -> [Double] {
    let mean = centred ? row.reduce(0, +) / Double(row.count) : 0
    let moved = row.map { $0 - mean }
    let length = length(moved)
    return moved.map { $0 / length }
  }

  /// Second moments about the mean, d × d.
  static func moments(_ rows: [[Double]]) -> [[Double]] {
    let mean = mean(rows)
    let moved = rows.map { row in zip(row, mean).map(-) }
    return mean.indices.map { i in
      mean.indices.map { j in moved.reduce(0) { $0 + $1[i] * $1[j] } }
    }
  }

  static func product(_ x: [[Double]], _ y: [[Double]]) -> [[Double]] {
    x.map { row in
      y[0].indices.map { j in row.indices.reduce(0) { $0 + row[$1] * y[$1][j] } }
    }
  }

  static func trace(_ x: [[Double]]) -> Double { x.indices.reduce(0) { $0 + x[$1][$1] } }

  /// The scores of all pairs of good rows, ascending.
  static func pairScores(_ rows: [[Double]], _ measure: Measure) -> [Double] {
    let brute = BruteForce(rows, measure: measure)
    let good = rows.indices.filter { brute.isGood(rows[$0]) }
    return good.flatMap { i in
      good.filter { $0 > i }.map { brute.score(rows[i], rows[$0]) }
    }.sorted()
  }

  /// NumPy's quantile of ascending values.
  static func quantile(_ values: [Double], _ share: Double) -> Double {
    let place = share * Double(values.count - 1)
    let below = Int(place)
    guard below + 1 < values.count else { return values[below] }
    return values[below] + (place - Double(below)) * (values[below + 1] - values[below])
  }
}
