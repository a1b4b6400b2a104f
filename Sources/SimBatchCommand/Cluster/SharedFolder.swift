import Glibc
import SimBatch

/// Folders that scripts name.
enum SharedFolder {
  /// The path from the root on, without a slash at its end.
  static func path(_ path: String) -> String {
    var whole = AbsolutePath.of(path)
    while whole.count > 1, whole.last == "/" { whole.removeLast() }
    return whole
  }

  /// Makes a folder and those around it, where they are missing.
  ///
  /// - Throws: ``OutputError/cannotCreate(file:reason:)``.
  static func make(_ folder: String) throws {
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
