/// Pairs of rows of a matrix that somebody judged: alike or not, or how much.
public struct JudgedPairs: Sendable {
  /// What labels are.
  public enum Kind: String, Sendable {
    /// 1 for pairs that are alike, 0 for others; both occur.
    case binary
    /// Numbers, greater for pairs that are more alike; at least two different ones occur.
    case graded
  }

  /// The file, as errors call it.
  public let name: String
  public let kind: Kind
  /// By position in the matrix.
  let pairs: [RowPair]
  /// Of each pair.
  let labels: [Double]
  /// Pairs of the file that are not here, since a row of theirs was not selected.
  public let unselectedCount: Int

  public var count: Int { pairs.count }

  static let columns = ["row_a", "row_b", "label"]

  /// Reads pairs from a file with the columns `row_a`, `row_b` and `label`: csv; tsv or JSON lines by
  /// its extension.
  ///
  /// Where the input's rows have names, a row is its name, even if that is a number; else it is its
  /// number from 0 in the whole input. The same pair may come several times, as from several judges.
  ///
  /// - Parameter names: of all rows of the input, by number.
  /// - Throws: ``InputError``: exit code 65 for a missing column, an unknown row, a row beside itself,
  ///   a label that is no finite number, or labels that are all the same; 66 and 74.
  public static func open(_ path: String, rowsOf matrix: StoredMatrix, names: RowIds?)
    throws(InputError) -> JudgedPairs
  {
    let records = try JudgementFile.open(path, columns: columns)
    let references = RowReferences(matrix, names: names)
    var (pairs, labels, unselected): ([RowPair], [Double], Int) = ([], [], 0)
    while try records.next() {
      let (one, other) = (try references.row(0, of: records), try references.row(1, of: records))
      guard one.number != other.number else {
        throw records.fault(1, expected: "another row than row_a", found: "row \(one.number) again")
      }
      let label = try label(of: records)
      guard let row = one.position, let second = other.position else {
        unselected += 1
        continue
      }
      pairs.append(RowPair(row: row, other: second))
      labels.append(label)
    }
    return try JudgedPairs(
      name: records.name,
      pairs: pairs,
      labels: labels,
      unselectedCount: unselected
    )
  }

  private static func label(of records: any JudgementRecords) throws(InputError) -> Double {
    let text = String(decoding: try records.trimmedText(of: 2), as: UTF8.self)
    guard let label = Double(text), label.isFinite else {
      throw records.fault(
        2,
        expected: "a label: 0, 1 or another number",
        found: "'\(text.prefix(40))'"
      )
    }
    return label
  }

  /// - Throws: ``InputError`` with exit code 65 where labels are all the same.
  init(name: String, pairs: [RowPair], labels: [Double], unselectedCount: Int = 0)
    throws(InputError)
  {
    precondition(pairs.count == labels.count)
    self.name = name
    self.pairs = pairs
    self.labels = labels
    self.unselectedCount = unselectedCount
    kind = labels.allSatisfy { $0 == 0 || $0 == 1 } ? .binary : .graded
    if let fault = Self.sameness(labels) {
      throw InputError(
        name: name,
        problem: .malformed(
          expected: "pairs of at least two labels, such as 0 and 1",
          found: fault + (unselectedCount > 0 ? " among the rows selected" : ""),
          place: nil
        )
      )
    }
  }

  /// What is wrong with labels that are all the same; nil for others.
  static func sameness(_ labels: [Double]) -> String? {
    guard let first = labels.first else { return "no pair" }
    guard labels.allSatisfy({ $0 == first }) else { return nil }
    var text: [UInt8] = []
    text.append(shortest: first)
    return "only \(String(decoding: text, as: UTF8.self)) in \(labels.count.counted("pair"))"
  }
}
