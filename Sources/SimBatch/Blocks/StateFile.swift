/// A file of what a long job has found: a title, lines of names and values, an empty line, values
/// from a multiple of 64 bytes on, a checksum.
final class StateFile: Sendable {
  let path: String
  /// The lines, in their order.
  let lines: [NamedValue]
  /// Bytes of the values that are findings.
  let payload: Range<Int>
  /// Bytes of the values before them, which tell of a comparison under way; empty where there was none.
  let open: Range<Int>
  let bytes: MappedBytes
  private let kind: Kind

  /// What a file is, and what can be done about a damaged one.
  struct Kind: Sendable {
    /// The first line.
    let title: String
    let remedy: String

    static let state = Kind(
      title: "simbatch state 2",
      remedy: "--restart forgets it and starts over"
    )
    /// What a plan knows of the rows of its job.
    static let rows = Kind(title: "simbatch rows 1", remedy: "make the plan again")
    /// What a shard has found.
    static let part = Kind(title: "simbatch part 1", remedy: "run the shard again")
  }

  /// No head is longer than this.
  private static let longestHead = 1 << 16
  private static let checksumSize = 8
  private static let alignment = 64

  /// Writes a file; it replaces the one before as a whole.
  ///
  /// - Parameters:
  ///   - isPrivate: for the user alone: see ``AtomicFile``.
  ///   - open: the comparison under way, if any.
  ///   - payload: appends the values that are findings.
  static func write(
    _ kind: Kind,
    _ lines: [NamedValue],
    to path: String,
    isPrivate: Bool,
    open: (any OpenComparison)? = nil,
    payload: (inout StateWriter) throws -> Void
  ) throws {
    var writer = StateWriter(try AtomicFile(path, isPrivate: isPrivate))
    var lines = lines
    if let open { lines.append(NamedValue(openBytes, open.byteCount)) }
    try writer.append(head(kind, lines))
    try open?.write(to: &writer)
    try payload(&writer)
    try writer.commit()
  }

  private static let openBytes = "bytes of the comparison under way"

  /// What comes before the values.
  static func head(_ kind: Kind, _ lines: [NamedValue]) -> [UInt8] {
    let text = [kind.title] + lines.map { "\($0.name) = \($0.value)" } + ["", ""]
    let head = Array(text.joined(separator: "\n").utf8)
    return head + [UInt8](repeating: 0, count: aligned(head.count) - head.count)
  }

  private static func aligned(_ count: Int) -> Int {
    (count + alignment - 1) / alignment * alignment
  }

  /// Reads the head of a state of this user's and checks its sum; nil where there is none.
  ///
  /// - Throws: ``JobError/data(_:)`` where the file is no state, or a damaged one;
  ///   ``OutputError/notOurs(file:found:)`` where somebody else may have put it there.
  static func readState(_ path: String) throws -> StateFile? {
    try PrivateFile.open(path).map { try StateFile(.state, $0) }
  }

  /// - Throws: ``JobError/data(_:)`` where the file is of another kind, or damaged.
  init(_ kind: Kind, _ file: InputFile) throws(JobError) {
    let bytes = file.bytes
    func damaged(_ detail: String) -> JobError { .data("\(file.name): \(detail); \(kind.remedy)") }
    let head = bytes.prefix(Self.longestHead)
    guard head.starts(with: Array((kind.title + "\n").utf8)),
      let end = head.indices.dropLast().first(where: { head[$0] == 10 && head[$0 + 1] == 10 })
    else { throw damaged("expected “\(kind.title)”, found something else") }
    var lines: [NamedValue] = []
    var openCount = 0
    for line in String(decoding: head[..<end], as: UTF8.self).split(separator: "\n").dropFirst() {
      guard let mark = line.firstRange(of: " = ") else { throw damaged("line without a value") }
      let name = String(line[..<mark.lowerBound])
      let value = String(line[mark.upperBound...])
      if name == Self.openBytes {
        guard let count = Int(value) else { throw damaged("expected a count of “\(name)”") }
        openCount = count
      } else {
        lines.append(NamedValue(name, value))
      }
    }
    let start = Self.aligned(end + 2)
    let size = bytes.count - Self.checksumSize
    let sum = size < start ? 0 : Self.checksum(of: bytes, size)
    guard size >= start, sum == bytes.load(UInt64.self, at: size) else {
      throw damaged("the file is damaged: its checksum is another")
    }
    path = file.name
    self.kind = kind
    self.bytes = bytes
    self.lines = lines
    guard (0...size - start).contains(openCount) else {
      throw damaged("expected at most \(size - start) \(Self.openBytes), found \(openCount)")
    }
    open = start..<start + openCount
    payload = open.upperBound..<size
  }

  /// Bytes that are in memory while the sum of a file is made.
  private static let checkedByteCount = 1 << 24

  /// The sum of the first `size` bytes. No more of a file stays in memory than is being read.
  private static func checksum(of bytes: MappedBytes, _ size: Int) -> UInt64 {
    var sum = Checksum()
    for first in stride(from: 0, to: size, by: checkedByteCount) {
      let range = first..<min(first + checkedByteCount, size)
      bytes.withBytes { sum.add(.init(rebasing: $0[range])) }
      bytes.releasePages(range)
    }
    return sum.value
  }

  /// The sum over the file.
  var checksum: UInt64 { bytes.load(UInt64.self, at: payload.upperBound) }

  /// An error that says what is wrong with this file, and what can be done.
  func damaged(_ detail: String) -> JobError { .data("\(path): \(detail); \(kind.remedy)") }

  /// The value of a line.
  func value(_ name: String) -> String? { lines.first { $0.name == name }?.value }

  /// - Throws: ``JobError/data(_:)`` where the values take another number of bytes.
  func requirePayload(_ count: Int) throws(JobError) {
    guard payload.count == count else {
      throw damaged("expected \(count.counted("byte")) of values, found \(payload.count)")
    }
  }

  /// Reads the values of the comparison under way; nil where there was none.
  var openReader: StateReader? { open.isEmpty ? nil : StateReader(self) }

  /// Values from byte `offset` of the payload on.
  func values<Value: BitwiseCopyable>(_ type: Value.Type, count: Int, at offset: Int) -> [Value] {
    let start = payload.lowerBound + offset
    precondition(offset >= 0 && start + count * MemoryLayout<Value>.stride <= payload.upperBound)
    return (0..<count).map { bytes.load(type, at: start + $0 * MemoryLayout<Value>.stride) }
  }
}

/// Reads the values of a comparison under way, one array after another.
struct StateReader {
  private let state: StateFile
  private var place: Int

  fileprivate init(_ state: StateFile) {
    self.state = state
    place = state.open.lowerBound
  }

  /// - Throws: ``JobError/data(_:)`` where there are fewer.
  mutating func values<Value: BitwiseCopyable>(_ type: Value.Type, count: Int)
    throws(JobError) -> [Value]
  {
    let stride = MemoryLayout<Value>.stride
    guard count >= 0, count <= (state.open.upperBound - place) / stride else {
      throw damaged("expected \(count) values more, found fewer")
    }
    defer { place += count * stride }
    return (0..<count).map { state.bytes.load(type, at: place + $0 * stride) }
  }

  /// An error that says what is wrong with the state, and what can be done.
  func damaged(_ detail: String) -> JobError { state.damaged(detail) }
}

/// Takes the values of a ``StateFile``.
struct StateWriter {
  private let file: AtomicFile
  private var checksum = Checksum()

  fileprivate init(_ file: AtomicFile) { self.file = file }

  mutating func append<Value: BitwiseCopyable>(_ values: [Value]) throws {
    values.withUnsafeBytes { checksum.add($0) }
    try file.append(values)
  }

  fileprivate mutating func commit() throws {
    try file.append([checksum.value])
    try file.commit()
  }
}
