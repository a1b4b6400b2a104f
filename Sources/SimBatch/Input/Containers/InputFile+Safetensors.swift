internal import CSimJSON

/// safetensors: u64 length of a header of JSON, that header, the values of all tensors.
extension InputFile {
  /// What the format allows for a header.
  private static let headerLimits: ClosedRange<UInt64> = 2...100_000_000
  private static let lengthSize = 8

  /// All tensors, in the order of the header, which was checked against the file.
  ///
  /// - Throws: ``InputError`` with exit code 65, at the byte that is wrong.
  /// - Complexity: O(header).
  func safetensors() throws(InputError) -> [SafetensorsTensor] {
    let headerEnd = try safetensorsHeaderEnd()
    let tensors = try safetensorsHeader(Self.lengthSize..<headerEnd)
    for tensor in tensors {
      guard let fault = tensor.fault else { continue }
      throw malformed(
        expected: "\(fault.expected) in tensor '\(tensor.name)'",
        found: fault.found,
        at: Self.lengthSize
      )
    }
    try requireTiled(tensors, from: headerEnd)
    return tensors
  }

  /// The layout of the tensor that `name` chooses, or of the only matrix.
  ///
  /// - Throws: ``InputError``: 65 for a malformed file, 64 where a choice is left.
  func safetensorsLayout(_ name: String?) throws(InputError) -> MatrixLayout {
    let tensors = try safetensors()
    let listing = ContainerListing(tensors)
    let index = try listing.choose(name, option: "--tensor NAME", in: self.name)
    let tensor = tensors[index]
    guard let type = tensor.type else {
      preconditionFailure("\(tensor.dtype) was chosen")
    }
    var layout = try MatrixLayout(
      of: self,
      format: .safetensors,
      type: type,
      rowCount: tensor.shape[0],
      dimensionCount: tensor.shape[1],
      firstValueOffset: try safetensorsHeaderEnd() + Int(tensor.range.lowerBound)
    )
    layout.reading = listing.reading(index, chosen: name)
    return layout
  }

  private func safetensorsHeaderEnd() throws(InputError) -> Int {
    guard bytes.count >= Self.lengthSize else {
      throw malformed(expected: "a header's length of 8 bytes", found: bytes.count.counted("byte"))
    }
    let length = UInt64(littleEndian: bytes.load(UInt64.self, at: 0))
    guard Self.headerLimits.contains(length) else {
      throw malformed(
        expected: "a safetensors header of 2 to \(Self.headerLimits.upperBound) bytes",
        found: "\(length)",
        at: 0
      )
    }
    guard length <= bytes.count - Self.lengthSize else {
      throw malformed(
        expected: "a header of \(length) bytes",
        found: "\((bytes.count - Self.lengthSize).counted("byte")) to the end of the file",
        at: Self.lengthSize
      )
    }
    return Self.lengthSize + Int(length)
  }

  private func safetensorsHeader(_ range: Range<Int>) throws(InputError) -> [SafetensorsTensor] {
    guard bytes.load(UInt8.self, at: range.lowerBound) == UInt8(ascii: "{") else {
      throw malformed(expected: "a header that starts with {", found: "none", at: range.lowerBound)
    }
    guard let parser = sim_json_parser_create() else { throw .readFailed(name, "out of memory") }
    defer { sim_json_parser_destroy(parser) }
    var fault = sim_json_fault()
    var found: UnsafePointer<sim_json_tensor>?
    var count = 0
    let status = bytes.withBytes { bytes in
      sim_json_read_tensors(
        parser,
        bytes.baseAddress.map { ($0 + range.lowerBound).assumingMemoryBound(to: CChar.self) },
        range.count,
        &found,
        &count,
        &fault
      )
    }
    guard status == SIM_JSON_DONE else { throw jsonFault(status, fault, at: range.lowerBound) }
    return UnsafeBufferPointer(start: found, count: count).map { SafetensorsTensor($0) }
  }

  private func jsonFault(_ status: sim_json_status, _ fault: sim_json_fault, at start: Int)
    -> InputError
  {
    let reason = fault.reason.map { String(cString: $0) }
    return switch status {
    case SIM_JSON_NO_MEMORY: .readFailed(name, "out of memory")
    case SIM_JSON_BAD_TENSOR:
      malformed(
        expected: "a header of tensors",
        found: "one, tensor \(fault.element), of which \(reason ?? "something is wrong")",
        at: start
      )
    default:
      malformed(
        expected: "a header of JSON",
        found: reason ?? "something else",
        at: start + fault.offset
      )
    }
  }

  /// Refuses holes, overlaps, and values beyond the file.
  private func requireTiled(_ tensors: [SafetensorsTensor], from start: Int) throws(InputError) {
    var end: UInt64 = 0
    let size = UInt64(bytes.count - start)
    let ordered = tensors.sorted {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
    for tensor in ordered {
      guard tensor.range.upperBound <= size else {
        throw malformed(
          expected: "\(tensor.range.upperBound) bytes of values to the end of '\(tensor.name)'",
          found: "\(size)",
          at: start
        )
      }
      guard tensor.range.lowerBound == end else {
        throw malformed(
          expected: "the values of '\(tensor.name)' to start where others end, at \(end)",
          found: "\(tensor.range.lowerBound)",
          at: start
        )
      }
      end = tensor.range.upperBound
    }
    guard end == size else {
      throw malformed(
        expected: "the end of the file after the last tensor",
        found: "\(Int(size - end).counted("byte")) more",
        at: start + Int(end)
      )
    }
  }
}

extension SafetensorsTensor {
  init(_ tensor: sim_json_tensor) {
    name = tensor.name.string
    dtype = tensor.dtype.string
    shape = Array(UnsafeBufferPointer(start: tensor.shape, count: tensor.rank))
    range = tensor.begin..<tensor.end
  }
}

extension sim_json_string {
  fileprivate var string: String {
    String(decoding: UnsafeRawBufferPointer(start: text, count: count), as: UTF8.self)
  }
}
