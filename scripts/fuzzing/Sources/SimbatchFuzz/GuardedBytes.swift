import CFuzzer
import Glibc

@testable import SimBatch

/// Calls `body` with a copy of `bytes` in pages of their own, as a mapped file has them, where
/// reading behind the last one is an error of AddressSanitizer.
///
/// What the file's last page has behind the file's end is zeros, and nobody would notice otherwise.
func withGuarded<Result>(_ bytes: [UInt8], _ body: (MappedBytes) -> Result) -> Result {
  guard let memory = MappedBytes(copying: bytes) else { fatalError("no memory for a case") }
  let page = Int(getpagesize())
  let behind = memory.withBytes { $0.baseAddress.map { $0 + memory.count } }
  let size = (page - memory.count % page) % page
  if let behind { __asan_poison_memory_region(behind, size) }
  defer {
    withExtendedLifetime(memory) {
      if let behind { __asan_unpoison_memory_region(behind, size) }
    }
  }
  return body(memory)
}

/// Bytes that come a few at a time, as from a slow pipe.
final class PieceSource: ByteSource {
  private let bytes: [UInt8]
  private let sizes: [Int]
  private var position = 0
  private var turn = 0

  /// - Parameter sizes: of the pieces, in turn.
  init(_ bytes: [UInt8], sizes: [Int]) { (self.bytes, self.sizes) = (bytes, sizes) }

  func read(into target: MappedBytes, at offset: Int, count: Int) -> Int {
    let size = min(count, bytes.count - position, sizes[turn % sizes.count])
    turn += 1
    target.store(Array(bytes[position..<position + size]), at: offset)
    position += size
    return size
  }
}

/// A file for parsers that open files themselves.
struct FuzzFile {
  let path: String

  init(_ name: String) { path = "\(Self.folder)/\(name)" }

  init(absolute path: String) { self.path = path }

  /// `scripts/fuzz` makes it for a run, in memory where it can, and removes it.
  static let folder = getenv("SIMBATCH_FUZZ_FOLDER").map { String(cString: $0) } ?? "."

  func write(_ bytes: [UInt8]) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    require(descriptor >= 0, "\(path) cannot be made")
    defer { close(descriptor) }
    require(Glibc.write(descriptor, bytes, bytes.count) == bytes.count, "\(path): no room")
  }
}
