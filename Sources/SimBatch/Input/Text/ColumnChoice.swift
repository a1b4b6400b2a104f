/// Which columns of a table hold the names of the rows and their values.
///
/// Without `--id-column` it is one called `id`, `name`, `word`, `key`, `title` or `index` in letters of
/// any case (the first of these that there is), or a first one without a name, as pandas writes it;
/// else the only other column, or the only one that is not of numbers. Without `--columns` it is
/// the only column of vectors; else all others whose first field is a number (or is empty, which
/// is an error at its place once it is read).
struct ColumnChoice: Equatable {
  enum Values: Equatable {
    case numbers([Int])
    /// The one column of vectors.
    case vector(Int)
  }

  /// What the first row has in a column.
  enum Kind {
    case number, vector, empty, text
  }

  let names: Int?
  let values: Values

  static let nameColumns = ["id", "name", "word", "key", "title", "index"]

  /// - Throws: ``InputError`` with exit code 64 for columns that are not there, are chosen twice or
  ///   are of vectors and numbers, and where the options leave open which column is which.
  init(_ options: TableColumns, kinds: [Kind], columns: ColumnNames) throws(InputError) {
    var names: Int?
    if let name = options.names { names = try columns.column(name, option: "--id-column") }
    let chosen: [Int]
    if let list = options.values {
      chosen = try columns.columns(list, option: "--columns")
    } else {
      if names == nil { names = Self.namedColumn(columns) }
      chosen = try Self.valueColumns(kinds, besides: names, columns)
    }
    if let name = names, chosen.contains(name) {
      throw .usage(
        columns.input,
        "--columns: column \(columns.label(name)) holds the names (--id-column)"
      )
    }
    if names == nil { names = try Self.nameColumn(kinds, besides: chosen, columns) }
    self.names = names
    let vectors = chosen.filter { kinds[$0] == .vector }
    guard vectors.isEmpty || chosen.count == 1 else {
      throw .usage(
        columns.input,
        "--columns: one column of vectors or several of numbers; column \(columns.label(vectors[0])) is of vectors"
      )
    }
    values = vectors.first.map { .vector($0) } ?? .numbers(chosen)
  }

  private static func namedColumn(_ columns: ColumnNames) -> Int? {
    guard let header = columns.header else { return nil }
    let names = header.map { $0.lowercased() }
    for name in nameColumns {
      guard let column = names.firstIndex(of: name) else { continue }
      return column
    }
    return names[0].isEmpty ? 0 : nil
  }

  private static func valueColumns(_ kinds: [Kind], besides names: Int?, _ columns: ColumnNames)
    throws(InputError) -> [Int]
  {
    let others = kinds.indices.filter { $0 != names }
    let vectors = others.filter { kinds[$0] == .vector }
    guard vectors.count < 2 else {
      throw .usage(
        columns.input,
        "several columns are of vectors: \(columns.labels(vectors)); --columns chooses one"
      )
    }
    let chosen =
      vectors.isEmpty ? others.filter { [.number, .empty].contains(kinds[$0]) } : vectors
    guard !chosen.isEmpty else {
      throw .usage(
        columns.input,
        "no column is of numbers or vectors; there are \(columns.labels(Array(kinds.indices)))"
      )
    }
    return chosen
  }

  /// The column of names where no option gives it.
  private static func nameColumn(_ kinds: [Kind], besides values: [Int], _ columns: ColumnNames)
    throws(InputError) -> Int?
  {
    var isValue = [Bool](repeating: false, count: kinds.count)
    for column in values { isValue[column] = true }
    let others = kinds.indices.filter { !isValue[$0] }
    if let named = namedColumn(columns), !isValue[named] { return named }
    if others.count == 1 { return others[0] }
    let texts = others.filter { kinds[$0] == .text }
    guard texts.count < 2 else {
      throw .usage(
        columns.input,
        "several columns may hold the names: \(columns.labels(texts)); --id-column chooses one"
      )
    }
    return texts.first
  }
}
