/// Writes a zip file of stored members one after the other.
struct StoredZipWriter<Output: ByteOutput> {
  private let output: Output
  private var members: [StoredZipMember]
  private var offset: Int

  /// - Parameter first: a member that was written before, behind which `output` starts.
  init(_ output: Output, after first: StoredZipMember? = nil) {
    self.output = output
    members = first.map { [$0] } ?? []
    offset = first.map { $0.header.count + $0.sum.byteCount } ?? 0
  }

  /// Starts a member; ``append(_:)`` then gives its content, whose sum is known.
  mutating func begin(_ name: String, sum: CRC32) throws {
    let member = StoredZipMember(name: name, sum: sum, offset: offset)
    members.append(member)
    try append(member.header)
  }

  mutating func append<Value: BitwiseCopyable>(_ values: [Value]) throws {
    try output.append(values)
    offset += values.count * MemoryLayout<Value>.stride
  }

  /// Adds a NumPy array as a member.
  mutating func add<Value: BitwiseCopyable>(
    array name: String,
    typeCode: String,
    shape: [Int],
    values: [Value]
  ) throws {
    let header = NumPyHeader.bytes(typeCode: typeCode, shape: shape)
    try begin("\(name).npy", sum: CRC32(of: header).followed(by: CRC32(of: values)))
    try append(header)
    try append(values)
  }

  /// Ends the file.
  func finish() throws {
    try output.append(StoredZipMember.directory(of: members, at: offset))
  }
}
