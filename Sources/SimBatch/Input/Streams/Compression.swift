/// How the bytes of an input are compressed.
enum Compression {
  case gzip, zstd

  /// The endings that a compressed file adds to its name.
  private var fileExtensions: [String] {
    switch self {
    case .gzip: ["gz", "gzip"]
    case .zstd: ["zst", "zstd"]
    }
  }

  /// The compression that data which start with `head` have, or nil.
  init?(head: [UInt8]) {
    guard case .compressed(let found)? = FileSignature.of(head)?.kind else { return nil }
    self = found
  }

  /// The name without the ending that compression added.
  func stem(of name: String) -> String {
    for ending in fileExtensions where name.lowercased().hasSuffix(".\(ending)") {
      return String(name.dropLast(ending.count + 1))
    }
    return name
  }

  /// A source of what `source` holds when it is unpacked.
  ///
  /// - Parameter name: what errors call the input.
  func unpack(_ source: any ByteSource, name: String) throws(InputError) -> any ByteSource {
    switch self {
    case .gzip: try GzipSource(source, name: name)
    case .zstd: try ZstdSource(source, name: name)
    }
  }
}

/// The compressed bytes that a decompressor works on.
struct CompressedBytes {
  let memory: MappedBytes
  private let source: any ByteSource
  /// Those that are read and not unpacked yet.
  private(set) var unread = 0..<0
  /// Of compressed bytes unpacked: what errors count.
  private(set) var offset = 0

  private static let size = 1 << 18

  init(_ source: any ByteSource, name: String) throws(InputError) {
    guard let memory = MappedBytes(zeroed: Self.size) else {
      throw .readFailed(name, "the system refused memory")
    }
    self.memory = memory
    self.source = source
  }

  mutating func take(_ count: Int) {
    unread = unread.lowerBound + count..<unread.upperBound
    offset += count
  }

  /// Reads further bytes where none are unread.
  ///
  /// - Returns: false at the end.
  mutating func refill() throws(InputError) -> Bool {
    if unread.isEmpty { unread = 0..<(try source.read(into: memory, at: 0, count: Self.size)) }
    return !unread.isEmpty
  }
}
