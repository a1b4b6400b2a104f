internal import Glibc

/// The paths of the inputs that make one matrix.
enum InputPaths {
  /// Resolves what a user gave: a path, a pattern such as `day-*.fbin`, or `@list.txt`, a file of one of
  /// them a line.
  ///
  /// A pattern is one only where there is no file of that very name; what it matches comes in the order
  /// of its bytes.
  ///
  /// - Throws: ``InputError`` with exit code 66 for a pattern that nothing matches or a list without
  ///   paths.
  static func resolve(_ arguments: [String]) throws(InputError) -> [String] {
    var paths: [String] = []
    for argument in arguments {
      guard argument.hasPrefix("@"), argument.count > 1 else {
        paths += try matches(of: argument)
        continue
      }
      let list = String(argument.dropFirst())
      let listed = try lines(of: list)
      guard !listed.isEmpty else {
        throw InputError(
          name: InputFile.displayName(of: list),
          problem: .unavailable("this list names no file")
        )
      }
      for path in listed { paths += try matches(of: path) }
    }
    return paths
  }

  private static func lines(of list: String) throws(InputError) -> [String] {
    let file = try InputFile.open(list)
    guard !file.bytes.prefix(file.bytes.count).contains(0) else {
      throw file.malformed(expected: "a list of paths, one a line", found: "binary data")
    }
    return file.bytes.prefix(file.bytes.count).split(separator: 0x0A)
      .map { $0.last == 0x0D ? $0.dropLast() : $0 }
      .filter { !$0.isEmpty }
      .map { String(decoding: $0, as: UTF8.self) }
  }

  private static func matches(of path: String) throws(InputError) -> [String] {
    guard path.contains(where: { "*?[".contains($0) }), access(path, F_OK) != 0 else {
      return [path]
    }
    var found = glob_t()
    defer { globfree(&found) }
    switch glob(path, 0, nil, &found) {
    case 0: break
    case GLOB_NOMATCH:
      throw InputError(name: path, problem: .unavailable("no file matches this pattern"))
    default: throw .readFailed(path, "the folders of this pattern cannot be listed")
    }
    return (0..<Int(found.gl_pathc)).compactMap { index in
      found.gl_pathv[index].map { String(cString: $0) }
    }
  }
}
