/// What a part of a job's memory is for.
public struct MemoryItem: Encodable, Equatable, Sendable {
  public let name: String
  public let bytes: Int

  init(_ name: String, _ bytes: Int) {
    self.name = name
    self.bytes = bytes
  }
}

extension [MemoryItem] {
  var byteCount: Int { reduce(0) { $0 + $1.bytes } }
}
