/// A tensor of a safetensors file, as its header describes it.
struct SafetensorsTensor: Equatable {
  let name: String
  /// The type in the format's own words, such as `F32`.
  let dtype: String
  let shape: [UInt64]
  /// Where its values lie, from the end of the header.
  let range: Range<UInt64>

  /// Bits of a value of each type; 4 and 6 bits are packed.
  private static let bitCounts: [String: UInt64] = [
    "BOOL": 8, "U8": 8, "I8": 8, "F8_E5M2": 8, "F8_E4M3": 8, "F8_E8M0": 8, "F8_E4M3FNUZ": 8,
    "F8_E5M2FNUZ": 8, "I16": 16, "U16": 16, "F16": 16, "BF16": 16, "I32": 32, "U32": 32, "F32": 32,
    "I64": 64, "U64": 64, "F64": 64, "C64": 64, "F4": 4, "F6_E2M3": 6, "F6_E3M2": 6,
  ]

  /// The type of its values; nil where they are not read.
  var type: InputType? { InputType(rawValue: dtype.lowercased()) }

  /// What is wrong with shape and range, or nil. A type that is not known may have any size.
  var fault: (expected: String, found: String)? {
    var count: UInt64 = 1
    for size in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      guard !overflow else { return ("a shape of fewer than 2^64 values", "\(shape)") }
      count = product
    }
    guard let bitCount = Self.bitCounts[dtype] else { return nil }
    let (bits, overflow) = count.multipliedReportingOverflow(by: bitCount)
    guard !overflow, bits % 8 == 0 else { return ("whole bytes fewer than 2^61", "\(shape)") }
    guard bits / 8 == range.upperBound - range.lowerBound else {
      return (
        "\(bits / 8) bytes for the shape \(shape) of \(dtype)",
        "\(range.upperBound - range.lowerBound)"
      )
    }
    return nil
  }
}

extension ContainerListing {
  init(_ tensors: [SafetensorsTensor]) {
    self.init(
      noun: .tensor,
      entries: tensors.map {
        Entry(name: $0.name, type: $0.dtype, shape: $0.shape, inputType: $0.type)
      }
    )
  }
}
