/// Rows of a safetensors tensor of `BF16`: the upper halves of `f32`, which they become exactly.
final class BrainFloatRows: RowStream {
  let name: String
  let format = MatrixFormat.safetensors
  let elementType = ElementType.f32
  var dimensionCount: Int { layout.dimensionCount }
  var statedRowCount: Int? { layout.rowCount }
  let hasNames = false
  var reading: String? { layout.reading }

  private let bytes: MappedBytes
  private let layout: MatrixLayout
  private var row = 0

  /// - Parameter layout: of `f32` values, each of which has half its bytes in `file`.
  init(_ file: InputFile, _ layout: MatrixLayout) {
    name = file.name
    bytes = file.bytes
    self.layout = layout
  }

  func appendRow(to batch: RowBatch) throws(InputError) -> Bool {
    guard row < layout.rowCount else { return false }
    let start = layout.firstValueOffset + row * layout.rowByteCount / 2
    try batch.appendRow { target in
      bytes.widenBrainFloats(at: start, count: layout.dimensionCount, to: target)
    }
    row += 1
    return true
  }
}

extension OpenedInput {
  /// The rows of the tensor that the options choose where they must be converted, or nil.
  func brainFloatRows(_ options: MatrixReadingOptions) throws(InputError) -> BrainFloatRows? {
    let file = try whole(options)
    let (tensor, layout) = try file.safetensor(options.tensor)
    return tensor.isBrainFloat ? BrainFloatRows(file, layout) : nil
  }
}

extension MappedBytes {
  /// Copies `count` values of 16 bits from `offset` on into the upper halves of 32 bits each.
  fileprivate func widenBrainFloats(
    at offset: Int,
    count valueCount: Int,
    to target: UnsafeMutableRawPointer
  ) {
    precondition(offset >= 0 && valueCount >= 0 && valueCount * 2 <= count - offset)
    withBytes { bytes in
      for index in 0..<valueCount {
        let half = bytes.loadUnaligned(fromByteOffset: offset &+ index &* 2, as: UInt16.self)
        let word = UInt32(UInt16(littleEndian: half)) << 16
        target.storeBytes(of: word, toByteOffset: index &* 4, as: UInt32.self)
      }
    }
  }
}
