/// The rows of an input, in order, some at a time.
protocol RowSupply: AnyObject {
  var shape: RowsShape { get }
  var format: MatrixFormat { get }
  /// See ``RowStream/reading``.
  var reading: String? { get }
  /// n where the format states it.
  var statedRowCount: Int? { get }
  /// n where it is known.
  var rowCount: Int? { get }

  /// The next rows, at least one; nil at the end.
  func next() throws -> RowRun?
}

/// What the rows of inputs that are to be one matrix have in common.
struct RowsShape {
  /// What errors call the input.
  let name: String
  let elementType: ElementType
  let dimensionCount: Int
  let hasNames: Bool

  /// Rows of a run: some megabytes of values.
  var runRowCount: Int { max(1, (4 << 20) / (dimensionCount * elementType.byteCount)) }

  /// Refuses rows that do not fit these, the first ones.
  ///
  /// - Throws: ``InputError`` with exit code 65.
  func requireAlike(_ other: RowsShape) throws(InputError) {
    guard other.dimensionCount == dimensionCount else {
      throw unlike(dimensionCount.counted("dimension"), "\(other.dimensionCount)", other.name)
    }
    guard other.elementType == elementType else {
      throw unlike("values of \(elementType.rawValue)", other.elementType.rawValue, other.name)
    }
    guard other.hasNames == hasNames else {
      let (with, without) = ("names of its rows", "none")
      throw unlike(hasNames ? with : without, hasNames ? without : with, other.name)
    }
  }

  private func unlike(_ expected: String, _ found: String, _ other: String) -> InputError {
    InputError(
      name: other,
      problem: .malformed(expected: "\(expected), as in \(name)", found: found, place: nil)
    )
  }
}

extension StoredMatrix {
  var shape: RowsShape {
    RowsShape(
      name: name,
      elementType: elementType,
      dimensionCount: dimensionCount,
      hasNames: rowIds != nil
    )
  }
}

/// The rows of a matrix that is in memory, or mapped.
final class StoredRowSupply: RowSupply {
  let matrix: StoredMatrix
  let statedRowCount: Int?
  private var taken = 0

  var shape: RowsShape { matrix.shape }
  var format: MatrixFormat { matrix.format }
  var reading: String? { matrix.reading }
  var rowCount: Int? { matrix.rowCount }

  init(_ matrix: StoredMatrix, statedRowCount: Int?) {
    self.matrix = matrix
    self.statedRowCount = statedRowCount
  }

  func next() -> RowRun? {
    // Mapped rows leave memory once they are written; should they still be in use, they come back.
    let written = max(0, taken - shape.runRowCount) * matrix.rowStride
    matrix.bytes.releasePages(0..<matrix.firstValueOffset + written)
    guard taken < matrix.rowCount else { return nil }
    let rows = taken..<min(taken + shape.runRowCount, matrix.rowCount)
    taken = rows.upperBound
    return RowRun(matrix: matrix, rows: rows, names: matrix.rowIds)
  }
}

/// Rows that are parsed as they are asked for.
final class StreamedRowSupply: RowSupply {
  let shape: RowsShape
  private let stream: any RowStream
  private var taken = 0

  var format: MatrixFormat { stream.format }
  var reading: String? { stream.reading }
  var statedRowCount: Int? { stream.statedRowCount }
  var rowCount: Int? { stream.statedRowCount }

  init(_ stream: any RowStream) {
    self.stream = stream
    shape = RowsShape(
      name: stream.name,
      elementType: stream.elementType,
      dimensionCount: stream.dimensionCount,
      hasNames: stream.hasNames
    )
  }

  func next() throws -> RowRun? {
    let matrix = try StoredMatrix(reading: stream, maximalRows: shape.runRowCount)
    guard matrix.rowCount > 0 else { return nil }
    defer { taken += matrix.rowCount }
    return RowRun(
      matrix: matrix,
      rows: 0..<matrix.rowCount,
      numberOffset: taken,
      names: matrix.rowIds,
      nameOffset: -taken
    )
  }
}

/// The rows of one input after those of another, each opened when its turn has come.
final class JoinedRowSupply: RowSupply {
  let shape: RowsShape
  let format: MatrixFormat
  var statedRowCount: Int? { nil }
  var rowCount: Int? { nil }
  /// Of the inputs that were opened so far.
  var reading: String? { StoredMatrix.reading(ofJoined: readings) }
  private var readings: [String?]
  private var current: any RowSupply
  private var rest: ArraySlice<String>
  private let open: (String) throws -> any RowSupply
  private var taken = 0
  /// Rows of the inputs before the current one.
  private var takenBefore = 0

  /// - Parameter paths: at least one.
  init(_ paths: [String], _ open: @escaping (String) throws -> any RowSupply) throws {
    current = try open(paths[0])
    (shape, format) = (current.shape, current.format)
    readings = [current.reading]
    rest = paths.dropFirst()
    self.open = open
  }

  func next() throws -> RowRun? {
    while true {
      if var run = try current.next() {
        taken += run.rows.count
        run.numberOffset += takenBefore
        run.nameOffset -= takenBefore
        return run
      }
      guard let path = rest.popFirst() else { return nil }
      current = try open(path)
      try shape.requireAlike(current.shape)
      readings.append(current.reading)
      takenBefore = taken
    }
  }
}
