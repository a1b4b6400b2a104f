import Glibc
import SimBatch

/// The folder that relative paths start from.
enum WorkingFolder {
  static var current: String {
    guard let path = getcwd(nil, 0) else { return "." }
    defer { free(path) }
    return String(cString: path)
  }

  /// - Throws: ``JobError/data(_:)`` where it cannot be entered.
  static func enter(_ path: String) throws(JobError) {
    guard chdir(path) == 0 else {
      throw .data("\(path): the folder that the plan was made in cannot be entered on this machine")
    }
  }
}

enum AbsolutePath {
  /// `path`, from the root on: it stays what it is in other working folders.
  static func of(_ path: String) -> String {
    path.hasPrefix("/") ? path : "\(WorkingFolder.current)/\(path)"
  }
}
