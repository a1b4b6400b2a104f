/// The rows of a stream before the first one that has a vector: they have none, and perhaps a name.
struct LeadingRows {
  private(set) var count = 0
  private var names = RowIds([])
  private var givenCount = 0

  /// Adds a row; its name is that of `appendName`, where rows have names.
  mutating func add(name appendName: ((inout RowIds) -> Void)?) {
    count += 1
    appendName?(&names)
  }

  /// Appends the next of these rows to `batch`.
  ///
  /// - Returns: false where all were given.
  mutating func give(to batch: RowBatch, hasNames: Bool) throws(InputError) -> Bool {
    guard givenCount < count else { return false }
    try batch.appendMissingRow()
    if hasNames {
      var name: [UInt8] = []
      names.appendUTF8(of: givenCount, to: &name)
      batch.appendName(name)
    }
    givenCount += 1
    return true
  }
}

extension RowBatch {
  /// Appends a row whose vector is missing: of NaN in each dimension, which makes it a bad row.
  ///
  /// - Precondition: values are `f32` or `f64`.
  func appendMissingRow() throws(InputError) {
    // Ones in all bits are a NaN of either type.
    try appendRow { $0.initializeMemory(as: UInt8.self, repeating: 0xFF, count: rowByteCount) }
  }
}
