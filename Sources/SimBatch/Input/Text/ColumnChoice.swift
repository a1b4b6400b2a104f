/// Which columns of a table hold the names of the rows and their values.
///
/// Options decide first. Without `--id-column` the names are in a column that ``KeyName`` lists, the
/// best of them; else in the only column of text, or in the keys that ``ColumnSearch`` finds.
/// Without `--columns` the values are in the only column of vectors, or in those of numbers that
/// ``ColumnSearch`` chooses.
struct ColumnChoice: Equatable {
  enum Values: Equatable {
    case numbers([Int])
    /// The one column of vectors.
    case vector(Int)
  }

  let names: Int?
  let values: Values
  /// Other columns of numbers, which are not read.
  let unread: [Int]

  /// - Parameter samples: what the first records have in each column.
  /// - Throws: ``InputError`` with exit code 64 for columns that are not there, are chosen twice or
  ///   are of vectors and numbers, and where the options leave open which column is which.
  init(_ options: TableColumns, samples: [ColumnSample], rowCount: Int, columns: ColumnNames)
    throws(InputError)
  {
    var names: Int?
    if let name = options.names { names = try columns.column(name, option: "--id-column") }
    let chosen: [Int]
    if let list = options.values {
      chosen = try columns.columns(list, option: "--columns")
      if let name = names, chosen.contains(name) {
        throw .usage(
          columns.input,
          "--columns: column \(columns.label(name)) holds the names (--id-column)"
        )
      }
      if names == nil { names = try Self.nameColumn(samples, besides: chosen, columns) }
    } else {
      let search = ColumnSearch(
        samples: samples,
        rowCount: rowCount,
        columns: columns,
        statedNames: names
      )
      (chosen, names) = try search.find()
    }
    self.names = names
    let vectors = chosen.filter { samples[$0].kind == .vector }
    guard vectors.isEmpty || chosen.count == 1 else {
      throw .usage(
        columns.input,
        "--columns: one column of vectors or several of numbers; column \(columns.label(vectors[0])) is of vectors"
      )
    }
    for column in chosen { try columns.requireReadable(samples[column].kind, column) }
    let used = Set(chosen + (names.map { [$0] } ?? []))
    unread = samples.indices.filter { samples[$0].kind == .number && !used.contains($0) }
    values = vectors.first.map { .vector($0) } ?? .numbers(chosen)
  }

  /// The column of names where neither an option nor the values tell which it is.
  static func nameColumn(
    _ samples: [ColumnSample],
    besides values: [Int],
    _ columns: ColumnNames
  ) throws(InputError) -> Int? {
    var isValue = [Bool](repeating: false, count: samples.count)
    for column in values { isValue[column] = true }
    let others = samples.indices.filter { !isValue[$0] }
    let keys = others.filter { columns.keyRank($0) != nil }
    if let best = keys.compactMap(columns.keyRank).min() {
      return try only(keys.filter { columns.keyRank($0) == best }, columns)
    }
    if others.count == 1 { return others[0] }
    return try only(others.filter { samples[$0].kind == .text }, columns)
  }

  private static func only(_ candidates: [Int], _ columns: ColumnNames) throws(InputError) -> Int? {
    guard candidates.count < 2 else {
      throw .usage(
        columns.input,
        "several columns may hold the names: \(columns.labels(candidates)); --id-column chooses one"
      )
    }
    return candidates.first
  }
}

extension ColumnNames {
  /// How good the name of `column` is for one of keys; nil where it is none.
  func keyRank(_ column: Int) -> Int? {
    header.flatMap { KeyName.rank($0[column], column: column) }
  }

  /// Refuses `column` as one of values where it holds what is not read.
  func requireReadable(_ kind: ColumnSample.Kind, _ column: Int) throws(InputError) {
    let type: String
    switch kind {
    case .bits: type = "bit, which is not read; write arrays of 0 and 1 instead"
    case .sparse: type = "sparsevec, which is not read; cast it to vector"
    case .number, .vector, .text, .missing: return
    }
    throw .usage(input, "column \(label(column)) looks like pgvector's \(type)")
  }
}
