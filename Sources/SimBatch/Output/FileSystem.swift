import Glibc

/// What a path names.
enum FileKind {
  case regular, directory
  /// A device, a pipe or a socket: it takes bytes but cannot be replaced.
  case special
}

/// Questions and changes to the file system, by path.
package enum FileSystem {
  /// What `path` names after following links, or nil if there is nothing.
  static func kind(of path: String) throws(SystemError) -> FileKind? {
    var status = stat()
    do {
      try retrying { stat(path, &status) }
    } catch {
      guard error.code == ENOENT else { throw error }
      return nil
    }
    return switch status.st_mode & S_IFMT {
    case S_IFREG: .regular
    case S_IFDIR: .directory
    default: .special
    }
  }

  /// Fails unless this process may write to the existing file `path`.
  static func checkWritable(_ path: String) throws(SystemError) {
    try retrying { faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) }
  }

  /// Where `path` leads once symbolic links are followed: an absolute directory, which exists, and
  /// a name in it, which need not.
  ///
  /// - Parameter followsLink: false for a last part that stays as it is, link or not.
  static func place(of path: String, followsLink: Bool = true) throws(SystemError)
    -> (directory: String, name: String)
  {
    let linkLimit = 40  // as the kernel's
    var path = path
    for _ in 0..<linkLimit {
      let (directory, name) = split(path)
      guard !name.isEmpty else { throw SystemError(code: path.isEmpty ? ENOENT : EISDIR) }
      guard followsLink, let target = try linkTarget(of: path) else {
        guard let resolved = realpath(directory, nil) else { throw SystemError(code: errno) }
        defer { free(resolved) }
        return (String(cString: resolved), name)
      }
      path = target.hasPrefix("/") ? target : "\(directory)/\(target)"
    }
    throw SystemError(code: ELOOP)
  }

  /// What follows the last slash, and the directory before it.
  private static func split(_ path: String) -> (directory: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    let directory = path[..<slash]
    return (directory.isEmpty ? "/" : String(directory), String(path[path.index(after: slash)...]))
  }

  /// The text of a symbolic link; nil if `path` is something else or nothing.
  private static func linkTarget(of path: String) throws(SystemError) -> String? {
    let capacity = Int(PATH_MAX)
    var target = [CChar](repeating: 0, count: capacity)
    let count = readlink(path, &target, capacity)
    guard count >= 0 else {
      guard errno == EINVAL || errno == ENOENT else { throw SystemError(code: errno) }
      return nil
    }
    return String(decoding: target[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// Permissions that new files do not get.
  ///
  /// It can only be read by changing it, for a moment to the most careful one.
  static var creationMask: mode_t {
    let mask = umask(0o077)
    umask(mask)
    return mask
  }

  /// Puts `old` where `new` is, replacing it in one step.
  static func rename(_ old: String, to new: String) throws(SystemError) {
    try retrying { Glibc.rename(old, new) }
  }

  /// Removes a file; that it is gone already is no error.
  static func remove(_ path: String) {
    unlink(path)
  }

  package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Makes a folder where there is none.
  static func createFolder(_ path: String) throws(SystemError) {
    guard mkdir(path, 0o777) != 0, errno != EEXIST else { return }
    throw SystemError(code: errno)
  }

  /// The names in a folder, in no order.
  static func names(in directory: String) throws(SystemError) -> [String] {
    guard let folder = opendir(directory) else { throw SystemError(code: errno) }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      names.append(
        withUnsafeBytes(of: entry.pointee.d_name) { bytes in
          String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
      )
    }
    return names
  }

  /// Makes the names in `directory` last through a power cut, where this is allowed.
  static func synchronize(directory: String) throws(SystemError) {
    try OpenDirectory(directory).synchronize()
  }
}

/// A directory that is held open, so that new names in it can be made to last.
final class OpenDirectory {
  /// nil for a directory to drop files in: its names cannot be synced, only written.
  private let file: OpenFile?

  init(_ path: String) throws(SystemError) {
    do {
      file = try OpenFile(path, flags: O_RDONLY | O_DIRECTORY)
    } catch {
      guard error.code == EACCES else { throw error }
      file = nil
    }
  }

  /// Makes the names in it last through a power cut.
  func synchronize() throws(SystemError) { try file?.synchronize() }
}
