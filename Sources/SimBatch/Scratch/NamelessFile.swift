import Glibc

/// Files without a name: their space is free again when the process ends, however it ends.
enum NamelessFile {
  /// Opens a new one in `directory` for reading and writing; nobody else may read it.
  ///
  /// - Returns: its descriptor, which is the caller's to close.
  static func open(in directory: String) throws(SystemError) -> Int32 {
    var opened = Glibc.open(directory, O_RDWR | OpenFlags.nameless | O_CLOEXEC, 0o600)
    if opened < 0, errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL {
      // A file system without nameless files: it has a name for a moment.
      var template = Array("\(directory)/.simbatch-XXXXXX".utf8CString)
      opened = mkstemp(&template)
      if opened >= 0 { unlink(template) }
    }
    guard opened >= 0 else { throw SystemError(code: errno) }
    return opened
  }
}
