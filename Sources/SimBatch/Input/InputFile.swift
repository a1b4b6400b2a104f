/// A whole input in memory: a mapped regular file, or a stream read to its end.
struct InputFile: Sendable {
  /// The path as the user gave it, or `standard input`.
  let name: String
  /// What follows the last dot of the file's name, in lower case; empty if nothing does.
  let fileExtension: String
  let bytes: MappedBytes

  init(name: String, fileExtension: String? = nil, bytes: MappedBytes) {
    self.name = name
    self.fileExtension = fileExtension ?? Self.fileExtension(of: name)
    self.bytes = bytes
  }

  static func displayName(of path: String) -> String {
    path == "-" ? "standard input" : path
  }

  /// What follows the last dot of the last part of `path`, in lower case; empty if nothing does.
  static func fileExtension(of path: String) -> String {
    let lastComponent = path.split(separator: "/").last ?? ""
    let dot = lastComponent.lastIndex(of: ".")
    return dot.map { lastComponent[$0...].dropFirst().lowercased() } ?? ""
  }

  /// Opens `path`, or standard input when it is `-`, and has all of it in memory, unpacked.
  ///
  /// Regular files are mapped, see ``OpenedInput``; others may take half of the memory that is free.
  static func open(_ path: String) throws(InputError) -> InputFile {
    try OpenedInput.open(path).whole(limit: MachineLimits.availableMemory / 2)
  }

  func malformed(expected: String, found: String, at byteOffset: Int? = nil) -> InputError {
    InputError(
      name: name,
      problem: .malformed(expected: expected, found: found, place: byteOffset.map { .byte($0) })
    )
  }
}
