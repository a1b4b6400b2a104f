/// What every section of an audit is made from.
struct AuditMeans: Sendable {
  /// n × d.
  let base: StoredMatrix
  let queries: StoredMatrix?
  /// Of all rows of the base's input, by number.
  let names: RowIds?
  /// The measure that the report is about.
  let measure: Measure
  /// The part of the rows that it compares.
  let rows: RowOptions
  /// Every sample is drawn with it.
  let seed: UInt64
  /// k of overlaps, hubness and examples; at least 1.
  let neighborCount: Int
  let kernels: Kernels
  let workers: Int
  let resources: ResourceOptions
  /// Scores of random pairs of the base by `measure`.
  let null: NullDistribution
  let progress: (any ProgressObserver)?

  /// The row at a position of the base, as the report names it.
  func named(_ position: Int) -> NamedRow {
    let number = base.rowNumbers[position]
    return NamedRow(row: number, id: names?[number])
  }

  /// A generator of its own for each kind of sample, so that no sample depends on which others were
  /// drawn before it.
  func seed(for kind: SampleKind) -> UInt64 { kind.seed(from: seed) }

  enum SampleKind: UInt64 {
    case randomPairs = 1
    case intervals, matrix, hubness, examples, agreement, queries, texts

    func seed(from seed: UInt64) -> UInt64 { seed &+ rawValue &* 0x9e37_79b9_7f4a_7c15 }
  }

  /// Options of a search of the audit's measure.
  func neighborOptions(count: Int? = nil) -> NeighborOptions {
    var options = NeighborOptions(measure: measure, count: count ?? neighborCount)
    options.rows = rows
    options.resources = resources
    return options
  }
}
