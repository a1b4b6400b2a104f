/// What an output holds, but for its rows.
struct WrittenShape: Sendable {
  let format: MatrixOutputFormat
  let elementType: ElementType
  /// d of the output: the first of each row's values.
  let dimensionCount: Int
  /// Whether rows have names of their own.
  let hasNames: Bool
  /// Whether n was known before the rows were read. Where it was not, and there is room to be kept for
  /// it, word2vec's n is padded with blanks; so bytes are the same whether or not the output can be
  /// changed later.
  let isRowCountStated: Bool

  /// Whether rows are written with a name.
  var writesNames: Bool { format.needsNames || (format.keepsNames && hasNames) }

  /// - Throws: ``JobError/usage(_:)`` where the format has another type.
  init(
    format: MatrixOutputFormat,
    elementType: ElementType?,
    source: ElementType,
    dimensionCount: Int,
    hasNames: Bool,
    isRowCountStated: Bool,
    path: String
  ) throws(JobError) {
    if let elementType, let fixed = format.fixedType, elementType != fixed {
      throw .usage(
        """
        --output-dtype \(elementType.rawValue) contradicts \(path): \(format.rawValue) holds \
        \(fixed.rawValue)
        """
      )
    }
    self.format = format
    self.elementType = elementType ?? format.fixedType ?? source
    self.dimensionCount = dimensionCount
    self.hasNames = hasNames
    self.isRowCountStated = isRowCountStated
  }

  /// The bytes before the rows; as many for any n where ``isRowCountStated`` is not set.
  func head(rowCount: Int) -> [UInt8] {
    precondition(MatrixLayout.rowLimits.contains(rowCount))
    switch format {
    case .bin, .fbin, .hbin, .i8bin, .u8bin:
      return BinHeader.bytes(rowCount, dimensionCount)
    case .npy:
      // Padded to a multiple of 64: always 128 bytes.
      return NumPyHeader.bytes(
        typeCode: elementType.numPyTypeCode,
        shape: [rowCount, dimensionCount]
      )
    case .safetensors: return safetensorsHead(rowCount: rowCount)
    case .word2vec, .word2vecText:
      // Before n: what reads it skips blanks there, and the C tool takes those after d for a name.
      let count = "\(rowCount)"
      let padding = isRowCountStated ? 0 : Self.longestCount - count.utf8.count
      return [UInt8](repeating: 0x20, count: padding) + Array("\(count) \(dimensionCount)\n".utf8)
    case .csv: return columnNames(separator: ",")
    case .tsv: return columnNames(separator: "\t")
    case .fvecs, .bvecs, .raw, .glove, .jsonl: return []
    }
  }

  /// Digits of 2^31 − 1.
  private static let longestCount = 10

  private func columnNames(separator: String) -> [UInt8] {
    let names = (writesNames ? ["id"] : []) + (0..<dimensionCount).map { "x\($0)" }
    return Array((names.joined(separator: separator) + "\n").utf8)
  }

  /// u64 N, then N bytes of JSON, filled up with spaces.
  private func safetensorsHead(rowCount: Int) -> [UInt8] {
    let size = 128
    let end = rowCount * dimensionCount * elementType.byteCount
    let type =
      switch elementType {
      case .f16: "F16"
      case .f32: "F32"
      case .f64: "F64"
      case .i8: "I8"
      case .u8: "U8"
      }
    var head: [UInt8] = []
    head.append(bytesOf: [UInt64(size - 8)])
    head +=
      """
      {"embeddings":{"dtype":"\(type)","shape":[\(rowCount),\(dimensionCount)],\
      "data_offsets":[0,\(end)]}}
      """.utf8
    return head + [UInt8](repeating: 0x20, count: size - head.count)
  }
}

extension ElementType {
  /// NumPy's name of the type, little-endian.
  var numPyTypeCode: String {
    switch self {
    case .f16: "<f2"
    case .f32: "<f4"
    case .f64: "<f8"
    case .i8: "|i1"
    case .u8: "|u1"
    }
  }
}
