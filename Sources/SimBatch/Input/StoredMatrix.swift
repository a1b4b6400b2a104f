/// A matrix of embeddings as it is stored: row-major, n × d, values of one ``ElementType``.
///
/// The values stay where they are (a mapped file, or memory that a parser filled); nothing is
/// converted until a job prepares its rows.
public final class StoredMatrix: Sendable {
  /// The path as the user gave it, or `standard input`.
  public let name: String
  public let format: MatrixFormat
  public let elementType: ElementType
  /// n.
  public let rowCount: Int
  /// d.
  public let dimensionCount: Int
  /// Bytes from the first value of one row to the first value of the next.
  let rowStride: Int
  /// Bytes before the first value of row 0.
  let firstValueOffset: Int
  let bytes: MappedBytes
  /// The names of all rows of the input, by number, where it has them.
  public let rowIds: RowIds?
  /// Which rows of the input these are.
  public let rowNumbers: RowNumbers
  /// The map by which these rows were made, where one was; see ``mapped(by:dimensions:resources:)``.
  public let map: AppliedMap?
  /// The reading that was chosen where the input leaves a choice, for people:
  /// `384 dimensions x0 … x383, ids from user_id, f32`; nil where the input states it all.
  public let reading: String?

  /// - Precondition: every value lies in `bytes`.
  init(
    name: String,
    format: MatrixFormat,
    elementType: ElementType,
    rowCount: Int,
    dimensionCount: Int,
    rowStride: Int,
    firstValueOffset: Int,
    bytes: MappedBytes,
    rowIds: RowIds? = nil,
    rowNumbers: RowNumbers? = nil,
    map: AppliedMap? = nil,
    reading: String? = nil
  ) {
    precondition(rowCount >= 0 && dimensionCount > 0 && firstValueOffset >= 0)
    precondition(rowStride >= dimensionCount * elementType.byteCount)
    let numbers = rowNumbers ?? RowNumbers(whole: rowCount)
    precondition(numbers.count == rowCount)
    precondition(rowIds == nil || rowIds?.count == numbers.wholeCount)
    precondition(
      rowCount == 0
        || firstValueOffset + (rowCount - 1) * rowStride + dimensionCount * elementType.byteCount
          <= bytes.count
    )
    self.name = name
    self.format = format
    self.elementType = elementType
    self.rowCount = rowCount
    self.dimensionCount = dimensionCount
    self.rowStride = rowStride
    self.firstValueOffset = firstValueOffset
    self.bytes = bytes
    self.rowIds = rowIds
    self.rowNumbers = numbers
    self.map = map
    self.reading = reading
  }

  /// Some rows of `matrix`, which lie as told.
  convenience init(
    of matrix: StoredMatrix,
    numbers: RowNumbers,
    rowStride: Int,
    firstValueOffset: Int,
    bytes: MappedBytes
  ) {
    self.init(
      name: matrix.name,
      format: matrix.format,
      elementType: matrix.elementType,
      rowCount: numbers.count,
      dimensionCount: matrix.dimensionCount,
      rowStride: rowStride,
      firstValueOffset: firstValueOffset,
      bytes: bytes,
      rowIds: matrix.rowIds,
      rowNumbers: numbers,
      map: matrix.map,
      reading: matrix.reading
    )
  }
}

/// The layout of a file of rows.
public enum MatrixFormat: String, CaseIterable, Sendable {
  /// u32 (or u64) n, d, then n·d values: `.bin`, `.fbin`, `.u8bin`, `.i8bin`, `.hbin`.
  case bin
  /// NumPy's array file, versions 1 to 3, 2-dimensional, C or Fortran order, either byte order.
  case npy
  /// Per row: i32 d, then d values of `f32`.
  case fvecs
  /// Per row: i32 d, then d values of `u8`.
  case bvecs
  /// n·d values and nothing else.
  case raw
  /// Text `N D`, then per row its name, a space, D values of `f32` and perhaps a line feed.
  case word2vec
  /// The same as text: a line `N D`, then per row a line of its name and D numbers.
  case word2vecText = "word2vec-text"
  /// Per row a line of its name and d numbers, without a header.
  case glove
  /// Lines of fields between commas (RFC 4180).
  case csv
  /// Lines of fields between tabs.
  case tsv
  /// An object a line.
  case jsonl
  /// What PostgreSQL's `COPY … TO STDOUT` gives as text.
  case copy
  /// A JSON header of named tensors, then their values.
  case safetensors
  /// A dataset of an HDF5 file.
  case hdf5
  /// What a query finds in an SQLite database.
  case sqlite
}
