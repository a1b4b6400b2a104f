import Glibc
import SimBatch

/// The folder that relative paths start from.
enum WorkingFolder {
  static var current: String {
    guard let path = getcwd(nil, 0) else { return "." }
    defer { free(path) }
    return String(cString: path)
  }

  /// Runs `body` in another folder.
  ///
  /// - Throws: ``JobError/data(_:)`` where it cannot be entered; what `body` throws.
  static func within<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
    let before = current
    guard chdir(path) == 0 else {
      throw JobError.data(
        "\(path): the folder that the plan was made in cannot be entered on this machine"
      )
    }
    defer { chdir(before) }
    return try body()
  }
}

enum AbsolutePath {
  /// `path`, from the root on: it stays what it is in other working folders.
  static func of(_ path: String) -> String {
    path.hasPrefix("/") ? path : "\(WorkingFolder.current)/\(path)"
  }
}
