/// Rows of a mapped matrix whose values are converted as they are read: see ``InputType``.
final class WidenedRows: RowStream {
  let name: String
  let format: MatrixFormat
  let elementType: ElementType
  var dimensionCount: Int { layout.dimensionCount }
  var statedRowCount: Int? { layout.rowCount }
  let hasNames = false
  var reading: String? { layout.reading }

  /// Row-major and little-endian.
  private let bytes: MappedBytes
  private let firstValueOffset: Int
  private let layout: MatrixLayout
  private var row = 0

  /// - Parameter layout: of `file`.
  /// - Throws: ``InputError`` where there is no room for values that must be rearranged first.
  init(_ file: InputFile, _ layout: MatrixLayout, _ options: MatrixReadingOptions)
    throws(InputError)
  {
    name = file.name
    format = layout.format
    elementType = layout.type.widened
    bytes = try layout.rows(of: file, options)
    firstValueOffset = layout.needsRearranging ? 0 : layout.firstValueOffset
    self.layout = layout
  }

  func appendRow(to batch: RowBatch) throws(InputError) -> Bool {
    guard row < layout.rowCount else { return false }
    let start = firstValueOffset + row * (layout.rowByteCount + layout.rowGap)
    try batch.appendRow { target throws(InputError) in
      let inexact = bytes.withBytes(start..<start + layout.rowByteCount) {
        layout.type.widen($0, count: layout.dimensionCount, to: target)
      }
      if let inexact { throw .inexact(inexact, row: row, of: name) }
    }
    row += 1
    return true
  }
}

extension OpenedInput {
  /// The rows of a matrix of this format where its values must be converted, or nil.
  func widenedRows(_ format: MatrixFormat, _ options: MatrixReadingOptions) throws(InputError)
    -> WidenedRows?
  {
    let file = try whole(options)
    let layout = try file.layout(format, options)
    return layout.type.native == nil ? try WidenedRows(file, layout, options) : nil
  }
}
