/// Finding the columns of values where no option names them.
///
/// 1. Columns that ``KeyName`` lists are none.
/// 2. A column of vectors is the only one.
/// 3. Columns with names that differ in a number only (`x0 … x383`) are a block. One block, of at
///    least half of the columns of numbers, holds the values, whatever the others hold.
/// 4. Otherwise columns of numbers do that look alike: all whole, or all real. Whole numbers beside
///    real ones are keys in front, or labels where a header names them and eight rows show it.
///
/// Where that leaves two readings, both are named, and nothing is read.
struct ColumnSearch {
  let samples: [ColumnSample]
  /// Rows that the samples are of.
  let rowCount: Int
  let columns: ColumnNames
  /// The column of names by option.
  let statedNames: Int?

  private typealias Found = (values: [Int], names: Int?)

  /// Rows that may be whole numbers by accident, and rows that are not.
  private static let fewRows = 1
  private static let manyRows = 8
  /// Rows that make a count.
  private static let countedRows = 3

  /// - Throws: ``InputError`` with exit code 64 where no columns or several sets of them may hold
  ///   the values.
  func find() throws(InputError) -> (values: [Int], names: Int?) {
    let others = samples.indices.filter { $0 != statedNames }
    let vectors = others.filter { samples[$0].kind == .vector }
    guard vectors.count < 2 else {
      throw .usage(
        columns.input,
        "several columns are of vectors: \(columns.labels(vectors)); --columns chooses one"
      )
    }
    if !vectors.isEmpty { return (vectors, try names(besides: vectors)) }
    let candidates = others.filter { columns.keyRank($0) == nil && samples[$0].kind != .text }
    guard !candidates.isEmpty else {
      throw .usage(
        columns.input,
        "no column is of numbers or vectors; there are \(columns.labels(Array(samples.indices)))"
      )
    }
    if let block = try block(in: candidates) { return (block, try names(besides: block)) }
    return try alike(candidates)
  }

  /// The names, which a column of numbers holds only if no two of them are the same.
  private func names(besides values: [Int]) throws(InputError) -> Int? {
    if let statedNames { return statedNames }
    guard let found = try ColumnChoice.nameColumn(samples, besides: values, columns) else {
      return nil
    }
    let isKey = columns.keyRank(found) != nil || samples[found].kind == .text
    return isKey || samples[values[0]].kind == .vector || samples[found].isDistinct ? found : nil
  }

  // MARK: Blocks of names

  /// The block of columns that are called alike; nil where there is none.
  private func block(in candidates: [Int]) throws(InputError) -> [Int]? {
    guard let header = columns.header else { return nil }
    var blocks: [NumberedName.Frame: [(column: Int, number: String)]] = [:]
    for column in candidates {
      guard let name = NumberedName(header[column]) else { continue }
      blocks[name.frame, default: []].append((column, name.number))
    }
    let found = blocks.values.filter { $0.count > 1 && Set($0.map(\.number)).count == $0.count }
      .map { $0.map(\.column) }.sorted { $0[0] < $1[0] }
    guard let block = found.first else { return nil }
    if found.count == 1, 2 * block.count >= candidates.count { return block }
    throw ambiguous(
      try found.prefix(2).map { block throws(InputError) in (block, try names(besides: block)) }
        + [(candidates, try names(besides: candidates))]
    )
  }

  // MARK: Numbers that look alike

  /// The values among columns of numbers of which no name tells more.
  private func alike(_ candidates: [Int]) throws(InputError) -> (values: [Int], names: Int?) {
    for column in candidates { try columns.requireReadable(samples[column].kind, column) }
    let whole = candidates.filter { samples[$0].isWhole }
    let all: Found = (candidates, try names(besides: candidates))
    guard !whole.isEmpty, candidates.count > 1 else { return all }
    let first = candidates[0]
    let isKey = all.names == nil && isKey(first, among: candidates)
    guard candidates.contains(where: { samples[$0].isReal }) else {
      // Beside whole numbers, keys may be values all the same.
      if isKey { throw ambiguous([all, without([first], candidates, names: first)]) }
      return all
    }
    guard isKey else { return try judge(whole, beside: candidates, names: all.names) }
    let others = candidates.filter { $0 != first }
    return try judge(whole.filter { $0 != first }, beside: others, names: first)
  }

  /// Says what columns of whole numbers are beside columns of real ones.
  private func judge(
    _ whole: [Int],
    beside candidates: [Int],
    names: Int?
  ) throws(InputError) -> (values: [Int], names: Int?) {
    let all: Found = (candidates, names)
    if whole.isEmpty { return all }
    // What stands between columns without names is one of them.
    let isInside =
      columns.header == nil && whole.first != candidates.first && whole.last != candidates.last
    if rowCount < (isInside ? Self.manyRows : Self.fewRows + 1) { return all }
    let reals = without(whole, candidates, names: names)
    if columns.header != nil, rowCount >= Self.manyRows { return (reals.values, names) }
    let isKey = names == nil && whole == [candidates[0]] && samples[whole[0]].isDistinct
    throw ambiguous([all, isKey ? (reals.values, whole[0]) : reals])
  }

  private func without(_ some: [Int], _ candidates: [Int], names: Int?) -> Found {
    let left = Set(some)
    return (candidates.filter { !left.contains($0) }, names)
  }

  /// Whether a column of whole numbers has keys rather than values like those of the other columns:
  /// no two are the same, and they count up or are ten times as large.
  private func isKey(_ column: Int, among candidates: [Int]) -> Bool {
    let sample = samples[column]
    guard sample.isWhole, sample.isDistinct else { return false }
    let others = candidates.filter { $0 != column }.map { samples[$0] }
    let reals = others.filter(\.isReal)
    let most = (reals.isEmpty ? others : reals).map(\.largest).max() ?? 0
    if sample.countsUp, rowCount >= Self.countedRows || sample.first > most { return true }
    return (reals.isEmpty ? sample.smallest : sample.largest) > 10 * most
  }

  // MARK: Errors

  private func ambiguous(_ readings: [Found]) -> InputError {
    let texts = readings.map { columns.description(values: $0.values, names: $0.names) }
    let options = readings.map { columns.options(values: $0.values, names: $0.names) }
    return .usage(
      columns.input,
      "\(readings.count) readings are possible: \(texts.joined(separator: "; or ")); choose by "
        + options.joined(separator: ", or ")
    )
  }
}

extension ColumnSample {
  /// Whether some number is written with a point.
  fileprivate var isReal: Bool { kind == .number && !isWhole && largest > 0 }
}

/// A name with a number in it: `x17`, `dim_17`, `17`, `v17_norm`.
private struct NumberedName {
  /// What is before and after the last number.
  struct Frame: Hashable {
    let prefix: Substring
    let suffix: Substring
  }

  let frame: Frame
  /// Without zeros in front.
  let number: String

  init?(_ name: String) {
    let isDigit = { (c: Character) in ("0"..."9").contains(c) }
    guard let last = name.lastIndex(where: isDigit) else { return nil }
    let end = name.index(after: last)
    let start = name[..<end].lastIndex { !isDigit($0) }.map { name.index(after: $0) }
    let digits = name[(start ?? name.startIndex)..<end]
    frame = Frame(prefix: name[..<digits.startIndex], suffix: name[end...])
    let significant = digits.drop { $0 == "0" }
    number = significant.isEmpty ? "0" : String(significant)
  }
}
