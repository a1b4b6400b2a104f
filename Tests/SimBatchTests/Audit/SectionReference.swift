@testable import SimBatch

/// What sections are made from, for rows of a test.
func sectionMeans(
  _ rows: [[Double]],
  dimensions: Int? = nil,
  queries: [[Double]]? = nil,
  measure: Measure = .cosine,
  centerColumns: Bool = false,
  neighbors: Int = 10,
  workers: Int = 2,
  memory: Int? = nil
) throws -> AuditMeans {
  let base = try storedMatrix(rows, dimensions: dimensions)
  var options = RowOptions()
  options.centerColumns = centerColumns
  options.onBadRow = .skip
  var resources = ResourceOptions()
  resources.threads = workers
  resources.memory = memory
  let kernels = try Kernels.selected()
  let sides = try ExaminedSides(
    base: base,
    queries: nil,
    measure: measure,
    rows: options,
    kernels: kernels,
    workers: workers
  )
  return AuditMeans(
    base: base,
    queries: try queries.map { try storedMatrix($0, dimensions: dimensions) },
    names: nil,
    measure: measure,
    rows: options,
    seed: 7,
    neighborCount: neighbors,
    kernels: kernels,
    workers: workers,
    resources: resources,
    // Far fewer than an audit draws: they are slow in debug builds.
    null: try NullDistribution(
      sampling: sides,
      count: 2000,
      seed: 1,
      kernels: kernels,
      workers: workers
    ),
    progress: nil
  )
}

/// Figures of samples in plain `Double`, from their definitions.
enum SectionReference {
  /// From 1, equal values sharing the mean of their places: by counting.
  static func ranks(_ values: [Double]) -> [Double] {
    values.map { value in
      let below = values.count { $0 < value }
      let equal = values.count { $0 == value }
      return Double(below) + Double(equal + 1) / 2
    }
  }

  static func spearman(_ x: [Double], _ y: [Double]) -> Double {
    let (a, b) = (ranks(x), ranks(y))
    let middle = Double(x.count + 1) / 2
    let product = zip(a, b).reduce(0) { $0 + ($1.0 - middle) * ($1.1 - middle) }
    let squares = [a, b].map { $0.reduce(0) { $0 + ($1 - middle) * ($1 - middle) } }
    return product / (squares[0] * squares[1]).squareRoot()
  }

  /// The share of pairs in which the former is greater; equal ones count ½.
  static func areaUnderCurve(_ values: [Double], _ others: [Double]) -> Double {
    var won = 0.0
    for value in values {
      for other in others { won += value > other ? 1 : value == other ? 0.5 : 0 }
    }
    return won / Double(values.count * others.count)
  }

  /// The mean share of the k nearest that two similarities have in common, over all rows that both
  /// lists exist for.
  static func overlap(_ one: [[Int]], _ other: [[Int]]) -> Double {
    zip(one, other).reduce(0) { sum, lists in
      sum + Double(Set(lists.0).intersection(lists.1).count)
        / Double(max(lists.0.count, lists.1.count))
    } / Double(one.count)
  }
}
