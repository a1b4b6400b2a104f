internal import Glibc

/// A whole input in memory: a mapped regular file, or a stream read to its end.
struct InputFile: Sendable {
  /// The path as the user gave it, or `standard input`.
  let name: String
  /// What follows the last dot of the file's name, in lower case; empty if nothing does.
  let fileExtension: String
  let bytes: MappedBytes

  init(name: String, bytes: MappedBytes) {
    self.name = name
    self.bytes = bytes
    let lastComponent = name.split(separator: "/").last ?? ""
    let dot = lastComponent.lastIndex(of: ".")
    fileExtension = dot.map { lastComponent[$0...].dropFirst().lowercased() } ?? ""
  }

  static func displayName(of path: String) -> String {
    path == "-" ? "standard input" : path
  }

  /// Opens `path`, or standard input when it is `-`.
  ///
  /// Regular files are mapped. All else (pipes, `/dev/stdin`, process substitution) is read to its
  /// end, as is a file that states no size or cannot be mapped.
  static func open(_ path: String) throws(InputError) -> InputFile {
    let name = displayName(of: path)
    guard path != "-" else {
      return InputFile(name: name, bytes: try contents(of: STDIN_FILENO, name: name))
    }
    guard !path.utf8.contains(0) else { throw .opening(name, errno: ENOENT) }
    let descriptor = try OpenedDescriptor(path: path, name: name)
    return InputFile(name: name, bytes: try contents(of: descriptor.number, name: name))
  }

  /// All that is left to read from `descriptor`.
  static func contents(
    of descriptor: Int32,
    name: String
  ) throws(InputError) -> MappedBytes {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .reading(name, errno: errno) }
    guard status.st_mode & S_IFMT != S_IFDIR else { throw .opening(name, errno: EISDIR) }
    // A shell may hand over a regular file of which somebody has read the head.
    let isWhole = lseek(descriptor, 0, SEEK_CUR) == 0
    if status.st_mode & S_IFMT == S_IFREG, status.st_size > 0, isWhole,
      let mapped = MappedBytes(mapping: descriptor, count: Int(status.st_size))
    {
      return mapped
    }
    var spool = SpoolBuffer()
    let failure = spool.fill(from: descriptor)
    guard failure == 0 else { throw .reading(name, errno: failure) }
    guard let bytes = spool.finish() else { throw .reading(name, errno: ENOMEM) }
    return bytes
  }

  func malformed(expected: String, found: String, at byteOffset: Int? = nil) -> InputError {
    InputError(
      name: name,
      problem: .malformed(expected: expected, found: found, byteOffset: byteOffset)
    )
  }
}

/// A file descriptor that is closed with its owner.
private struct OpenedDescriptor: ~Copyable {
  let number: Int32

  init(path: String, name: String) throws(InputError) {
    var opened: Int32
    repeat {
      opened = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    } while opened < 0 && errno == EINTR
    guard opened >= 0 else { throw .opening(name, errno: errno) }
    number = opened
  }

  deinit { close(number) }
}
