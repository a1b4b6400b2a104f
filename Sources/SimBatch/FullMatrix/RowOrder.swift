/// The order of rows and columns of a full matrix.
public enum RowOrder: Sendable {
  /// As they are stored.
  case stored
  /// Similar rows near each other: by cluster, bad rows last.
  case cluster
  /// By place, the stored row: a permutation.
  case given([UInt32])

  /// Its name in reports.
  var name: String {
    switch self {
    case .stored: "stored"
    case .cluster: "cluster"
    case .given: "given"
    }
  }

  var isStored: Bool {
    if case .stored = self { true } else { false }
  }

  /// Reads a permutation of `rows`: in line i the number of the row that comes i-th.
  ///
  /// - Throws: ``InputError`` with exit code 65 naming the line that is no row number or repeats
  ///   one, or the count of lines that are too many or too few.
  /// - Complexity: O(n).
  public static func reading(_ path: String, rows: RowNumbers) throws(InputError) -> RowOrder {
    let rowCount = rows.count
    let lines = try RowIds.openNumbers(path, rowCount: rowCount)
    var order: [UInt32] = []
    order.reserveCapacity(rowCount)
    var place = [Int](repeating: -1, count: rowCount)
    for line in 0..<rowCount {
      let text = lines[line]
      func fault(_ expected: String, found: String) -> InputError {
        InputError(
          name: InputFile.displayName(of: path),
          problem: .malformed(
            expected: expected,
            found: found,
            place: .line(line + 1)
          )
        )
      }
      guard let number = Int(text), let row = rows.position(of: number) else {
        throw fault("the number of a row that takes part", found: "'\(text.prefix(40))'")
      }
      guard place[row] < 0 else {
        throw fault(
          "every row once, and another row",
          found: "row \(number), which is in line \(place[row] + 1)"
        )
      }
      place[row] = line
      order.append(UInt32(row))
    }
    return .given(order)
  }

  /// By place, the stored row; nil where that is their own order.
  ///
  /// - Complexity: that of ``RowOrdering`` for clusters.
  func places(_ side: PreparedSide, workers: Int) throws(JobError) -> [UInt32]? {
    switch self {
    case .stored: return nil
    case .given(let order): return order
    case .cluster:
      guard side.rowCount > 0 else { return nil }
      let prepared = try RowOrdering.order(
        side,
        axes: try Self.axes(of: side),
        rowsPerCluster: 16,
        workers: workers
      )
      let bad = (0..<side.examined.source.rowCount).filter { !side.examined.isGood($0) }
      return prepared.flatMap { side.distinct.members(of: $0) } + bad.map { UInt32($0) }
    }
  }

  private static func axes(of side: PreparedSide) throws(JobError) -> PrincipalAxes {
    if side.dimensions <= mostDimensionsWithAxes, let axes = try PrincipalAxes.of(side) {
      return axes
    }
    return try .random(dimensions: side.dimensions)
  }

  /// Axes of more dimensions cost more than a picture is worth; random directions do.
  private static let mostDimensionsWithAxes = 2048
}
