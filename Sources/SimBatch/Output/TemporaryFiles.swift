import Glibc
import Synchronization

/// The temporary files that outputs in progress have on disk: those of file systems without nameless
/// files, and locks.
///
/// An output that is not finished removes its own; this is for the end that runs no `deinit`: a
/// thread that waits for SIGINT and SIGTERM calls ``removeAll()`` and ends the process. It takes a
/// lock, so it must not be called from a signal handler.
public final class TemporaryFiles: Sendable {
  /// Those of this process.
  public static let ofProcess = TemporaryFiles()

  private struct State {
    var paths: Set<String> = []
    /// Where outputs in progress will appear.
    var places: Set<String> = []
    var isClosed = false
  }

  private let state = Mutex(State())
  /// Whether outputs have no name until they are complete, where the file system can do so.
  private let prefersNameless: Bool

  init(prefersNameless: Bool = true) { self.prefersNameless = prefersNameless }

  /// Removes every temporary file and lets no output appear from now on: an unfinished one then
  /// fails with ``OutputError/interrupted(file:)``. Outputs that are just being renamed into place
  /// get there first, a pair of files as one.
  public func removeAll() {
    state.withLock { state in
      for path in state.paths { FileSystem.remove(path) }
      state.paths = []
      state.isClosed = true
    }
  }

  /// Takes `place`, where an output will appear, for one output only.
  ///
  /// - Returns: false where another output in progress has it.
  func claim(_ place: String) -> Bool {
    state.withLock { $0.places.insert(place).inserted }
  }

  /// Gives `place` back.
  func unclaim(_ place: String) {
    state.withLock { _ = $0.places.remove(place) }
  }

  /// Creates a new file in `directory` for writing, without a name where the file system can do so.
  ///
  /// - Returns: nil when it is too late for new outputs, or where it needs a name.
  func createNameless(in directory: String, mode: mode_t) -> OpenFile? {
    state.withLock { state in
      guard prefersNameless, !state.isClosed else { return nil }
      // Whatever the reason is that this fails: where it is not the file system, a file with a name
      // fails for the same.
      let flags = O_RDWR | OpenFlags.nameless
      guard let file = try? OpenFile(directory, flags: flags, mode: mode), file.canBeNamed else {
        return nil
      }
      return file
    }
  }

  /// Creates the new file `path` for writing.
  ///
  /// - Returns: nil when it is too late for new outputs.
  func create(_ path: String, mode: mode_t) throws(SystemError) -> OpenFile? {
    try state.withLock { (state) throws(SystemError) -> OpenFile? in
      guard !state.isClosed else { return nil }
      let file = try OpenFile(path, flags: O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, mode: mode)
      state.paths.insert(path)
      return file
    }
  }

  /// Takes care of a file that exists already.
  ///
  /// - Returns: false when it is too late for new files.
  func adopt(_ path: String) -> Bool {
    state.withLock { state in
      guard !state.isClosed else { return false }
      state.paths.insert(path)
      return true
    }
  }

  /// Lets a temporary file stay, however the process ends.
  ///
  /// - Returns: false where it has been removed.
  func keep(_ path: String) -> Bool {
    state.withLock { state in
      guard !state.isClosed else { return false }
      state.paths.remove(path)
      return true
    }
  }

  /// Removes one temporary file, if it is still there.
  func remove(_ path: String) {
    state.withLock { state in
      if state.paths.remove(path) != nil { FileSystem.remove(path) }
    }
  }

  /// Runs `putInPlace`, which renames the files `paths` or names nameless ones, unless all have been
  /// removed.
  ///
  /// - Returns: nil when they have been removed.
  func release(_ paths: [String], with putInPlace: () throws -> Void) rethrows -> Void? {
    try state.withLock { state in
      guard !state.isClosed else { return nil }
      try putInPlace()
      state.paths.subtract(paths)
      return ()
    }
  }
}
