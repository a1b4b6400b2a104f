/// The rows of an input that must be parsed, in order, each once.
///
/// What can be mapped is no stream: see ``MatrixLayout``.
protocol RowStream: AnyObject {
  /// What errors call the input.
  var name: String { get }
  var format: MatrixFormat { get }
  /// The type of the values that it gives.
  var elementType: ElementType { get }
  /// d.
  var dimensionCount: Int { get }
  /// n where the input states it; what it holds is checked against that by the stream.
  var statedRowCount: Int? { get }
  /// Whether rows have names.
  var hasNames: Bool { get }
  /// The reading that was chosen where the input leaves a choice, for people:
  /// `384 dimensions x0 … x383, ids from user_id, f32`; nil where the input states it all.
  var reading: String? { get }

  /// Appends the values of the next row to `batch`, and its name if ``hasNames``.
  ///
  /// - Returns: false when there are no more rows, and ever after; `batch` is then as it was.
  /// - Throws: ``InputError`` at the line or byte that is wrong.
  func appendRow(to batch: RowBatch) throws(InputError) -> Bool
}

extension RowStream {
  var reading: String? { nil }

  /// Bytes of one row's values.
  var rowByteCount: Int { dimensionCount * elementType.byteCount }
}

/// Rows that were parsed: their values one after the other, and their names.
final class RowBatch {
  private var values: SpoolBuffer
  /// Names so far; none where rows have no names.
  private(set) var names = RowIds([])
  private(set) var rowCount = 0
  let rowByteCount: Int
  /// Bytes that values and names may take in memory.
  private let limit: Int
  private let scratch: ScratchFolder?
  private let name: String

  /// - Parameters:
  ///   - limit: bytes that rows may take in memory.
  ///   - scratch: where values go beyond that, but no names; nil for
  ///     ``InputError/Problem/tooLarge(limit:)``.
  ///   - name: what errors call the input.
  init(rowByteCount: Int, limit: Int, scratch: ScratchFolder? = nil, name: String) {
    precondition(rowByteCount > 0)
    self.rowByteCount = rowByteCount
    self.limit = limit
    self.scratch = scratch
    values = SpoolBuffer(limit: limit, scratch: scratch)
    self.name = name
  }

  /// Appends a row whose values `write` puts at the address that it is given, aligned for them.
  ///
  /// An address, since it is kernels and C libraries that parse numbers into it, without a copy in
  /// between. It is that of ``RowStream/rowByteCount`` bytes, and holds until `write` returns.
  func appendRow(_ write: (UnsafeMutableRawPointer) throws(InputError) -> Void)
    throws(InputError)
  {
    guard rowCount < MatrixLayout.rowLimits.upperBound else {
      throw InputError(
        name: name,
        problem: .malformed(
          expected: "at most \(MatrixLayout.rowLimits.upperBound) rows",
          found: "more",
          place: nil
        )
      )
    }
    try write(room())
    values.add(rowByteCount)
    rowCount += 1
  }

  private func room() throws(InputError) -> UnsafeMutableRawPointer {
    do throws(SpoolError) {
      return try values.room(rowByteCount, beside: names.byteCount)
    } catch {
      throw InputError(name: name, error, limit: limit)
    }
  }

  /// Appends the name of a row.
  func appendName(_ bytes: some Collection<UInt8>) { names.append(bytes) }

  /// The values of a row as they are stored.
  func storedBytes(ofRow row: Int) -> [UInt8] {
    precondition(row >= 0 && row < rowCount)
    return values.bytes(row * rowByteCount, count: rowByteCount)
  }

  /// Hands the values over; no rows are left.
  func finish() throws(InputError) -> MappedBytes {
    var taken = SpoolBuffer(limit: limit, scratch: scratch)
    swap(&taken, &values)
    rowCount = 0
    do throws(SpoolError) { return try taken.finish() } catch {
      throw InputError(name: name, error, limit: limit)
    }
  }
}
