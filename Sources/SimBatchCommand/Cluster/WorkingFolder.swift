import Glibc
import SimBatch

/// Folders, as this process sees them.
enum WorkingFolder {
  static func current() throws -> String {
    guard let path = getcwd(nil, 0) else {
      throw InputError(name: ".", problem: .unavailable(String(cString: strerror(errno))))
    }
    defer { free(path) }
    return String(cString: path)
  }

  /// `path` from the root on, without a slash at its end.
  static func absolute(_ path: String, in directory: String) -> String {
    let whole = path.hasPrefix("/") ? path : directory + "/" + path
    var end = whole.endIndex
    while whole.index(after: whole.startIndex) < end, whole[whole.index(before: end)] == "/" {
      end = whole.index(before: end)
    }
    return String(whole[..<end])
  }

  /// Makes folders and those around them, where they are missing.
  ///
  /// - Throws: ``OutputError/cannotCreate(file:reason:)``.
  static func make(_ folders: [String]) throws {
    for folder in folders {
      var path = folder.hasPrefix("/") ? "" : "."
      for part in folder.split(separator: "/") {
        path += "/" + part
        guard mkdir(path, 0o777) != 0, errno != EEXIST else { continue }
        throw OutputError.cannotCreate(file: folder, reason: String(cString: strerror(errno)))
      }
      var status = stat()
      guard stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
        throw OutputError.cannotCreate(file: folder, reason: "it is not a folder")
      }
    }
  }
}
