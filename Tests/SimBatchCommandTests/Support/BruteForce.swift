/// The right answer, found the plain way: every pair, in `Double`, one loop.
struct BruteForce {
  let metric: String
  let base: Matrix
  let queries: Matrix?
  var farthest = false

  /// The rows made ready for the metric.
  private let baseRows: [[Double]]
  private let queryRows: [[Double]]

  init(metric: String, base: Matrix, queries: Matrix? = nil, farthest: Bool = false) {
    self.metric = metric
    self.base = base
    self.queries = queries
    self.farthest = farthest
    func centred(_ matrix: Matrix) -> [[Double]] {
      (0..<matrix.rowCount).map { row in
        let values = matrix[row].map(Double.init)
        guard metric == "pearson" else { return values }
        let mean = values.reduce(0, +) / Double(values.count)
        return values.map { $0 - mean }
      }
    }
    baseRows = centred(base)
    queryRows = queries.map(centred) ?? baseRows
  }

  var rowCount: Int { queryRows.count }

  /// The score, or the distance, of a row with a row of the base.
  func value(_ row: Int, _ other: Int) -> Double {
    let (x, y) = (queryRows[row], baseRows[other])
    switch metric {
    case "dot": return Self.product(x, y)
    case "euclidean":
      var sum = 0.0
      for l in 0..<x.count { sum += (x[l] - y[l]) * (x[l] - y[l]) }
      return sum.squareRoot()
    default:
      let lengths = Self.product(x, x).squareRoot() * Self.product(y, y).squareRoot()
      return min(1, max(-1, Self.product(x, y) / lengths))
    }
  }

  /// All other rows of the base, best first; equal `Float` values by number.
  func neighbors(of row: Int) -> [(row: Int, value: Double)] {
    let sign = (metric == "euclidean") != farthest ? 1.0 : -1.0
    return baseRows.indices.filter { queries != nil || $0 != row }
      .map { (row: $0, value: value(row, $0)) }
      .sorted {
        let (a, b) = (sign * Double(Float($0.value)), sign * Double(Float($1.value)))
        return a == b ? $0.row < $1.row : a < b
      }
  }

  /// What is wrong with what the program found for `row`; nil if nothing is.
  ///
  /// - Parameter tolerance: by which values of another correct `Double` computation, rounded to
  ///   `Float`, may differ, relative to the greatest. With 0 neighbors and values must be equal.
  func fault(in found: [Answer.Neighbor], of row: Int, top: Int, tolerance: Double) -> String? {
    let truth = neighbors(of: row)
    let count = min(top, truth.count)
    guard found.count == count else { return "row \(row): \(found.count) neighbors of \(count)" }
    guard Set(found.map(\.row)).count == count else { return "row \(row): a neighbor twice" }
    for (rank, entry) in found.enumerated() {
      let expected = truth[rank]
      let slack = tolerance * max(1, abs(expected.value))
      // By rank, and by name: another neighbor may only stand here if it is just as good.
      guard base.rowCount > entry.row, queries != nil || entry.row != row,
        abs(Double(entry.value) - Double(Float(expected.value))) <= slack,
        abs(Double(entry.value) - Double(Float(value(row, entry.row)))) <= slack,
        tolerance > 0 || entry.row == expected.row
      else { return "row \(row), rank \(rank + 1): \(entry), expected \(expected)" }
      guard rank > 0 else { continue }
      let before = found[rank - 1]
      let isBetter = ((metric == "euclidean") != farthest) == (before.value < entry.value)
      guard before.value == entry.value ? before.row < entry.row : isBetter else {
        return "row \(row), rank \(rank + 1): out of order"
      }
    }
    return nil
  }

  private static func product(_ x: [Double], _ y: [Double]) -> Double {
    var sum = 0.0
    for l in 0..<x.count { sum += x[l] * y[l] }
    return sum
  }
}
