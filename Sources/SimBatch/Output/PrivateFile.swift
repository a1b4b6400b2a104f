import Glibc

/// Files that only the user who runs a job may have put where they are: the state of a search.
///
/// In a folder that others may write to, they could plant a link that leads to another file, or a
/// state of their own.
enum PrivateFile {
  /// Fails unless there is nothing at `path` (nil), or a regular file of this user's.
  ///
  /// - Throws: ``OutputError/notOurs(file:found:)``, ``OutputError/cannotCreate(file:reason:)``.
  static func kind(of path: String) throws(OutputError) -> FileKind? {
    var status = stat()
    guard lstat(path, &status) == 0 else {
      if errno == ENOENT { return nil }
      throw .cannotCreate(file: path, reason: SystemError(code: errno).reason)
    }
    try check(status, path)
    return .regular
  }

  /// Opens the file at `path` for reading; nil if there is none.
  ///
  /// - Throws: ``OutputError/notOurs(file:found:)``; ``InputError`` where it cannot be read.
  static func open(_ path: String) throws -> InputFile? {
    guard try kind(of: path) != nil else { return nil }
    // Should a link or a pipe take its place now, it is not followed, nor waited for.
    let flags = O_NOFOLLOW | O_NONBLOCK
    let descriptor = try OpenedDescriptor(path: path, name: path, flags: flags)
    var status = stat()
    guard fstat(descriptor.number, &status) == 0 else {
      throw InputError.reading(path, errno: errno)
    }
    try check(status, path)
    return try OpenedInput(descriptor, path: path, name: path).whole(
      limit: MachineLimits.availableMemory / 2
    )
  }

  /// Opens the file at `path` for writing; nil if there is none.
  ///
  /// - Throws: ``OutputError/notOurs(file:found:)``, ``OutputError/cannotCreate(file:reason:)``.
  static func openForWriting(_ path: String) throws(OutputError) -> OpenFile? {
    guard try kind(of: path) != nil else { return nil }
    do {
      let file = try OpenFile(path, flags: O_WRONLY | O_NOFOLLOW | O_NONBLOCK)
      let status = try file.status()
      try check(status, path)
      // Writing to it must not change a file that has another name elsewhere.
      guard status.st_nlink == 1 else {
        throw OutputError.notOurs(file: path, found: "a file with several names")
      }
      return file
    } catch let error as SystemError {
      throw .cannotCreate(file: path, reason: error.reason)
    } catch let error as OutputError {
      throw error
    } catch {
      preconditionFailure("\(error)")
    }
  }

  private static func check(_ status: stat, _ path: String) throws(OutputError) {
    let found: String? =
      switch status.st_mode & S_IFMT {
      case S_IFREG: status.st_uid == geteuid() ? nil : "a file of another user"
      case S_IFLNK: "a symbolic link"
      case S_IFDIR: "a folder"
      default: "a device or a pipe"
      }
    if let found { throw .notOurs(file: path, found: found) }
  }
}
