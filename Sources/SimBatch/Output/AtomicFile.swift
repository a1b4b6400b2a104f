import Glibc

/// A file that appears whole or not at all.
///
/// Bytes go to a file in the destination's folder that has no name; ``commit()`` syncs it and gives
/// it the name of the destination, so that a reader sees the old content or all of the new. Without a
/// commit it is gone when the process ends, however it ends. Where the file system has no nameless
/// files, it is a hidden temporary file, which an end without a commit removes. A file of a job that
/// can go on later has a name of its own, and stays once it is kept. A symbolic link stays,
/// and the file it leads to is replaced; its owner and permissions become those of a new file. A
/// device or a pipe cannot be replaced, so it is written to directly.
final class AtomicFile: ByteOutput {
  private enum Destination {
    case direct
    /// `temporary` is the name that the file has until then, if any.
    case replaced(temporary: String?, directory: String, name: String)
  }

  private enum Phase {
    case writing
    case failed(any Error)
    case committed
  }

  /// Whether ``write(_:at:)`` may be used: not on devices and pipes.
  let isSeekable: Bool
  private let registry: TemporaryFiles
  private let destination: Destination
  private var file: BufferedFile
  private var phase = Phase.writing
  /// Whether an earlier run has left this file, with what it had written.
  let isResumed: Bool
  /// Permissions that it gets with its commit; nil for those that it has.
  private let finalMode: mode_t?

  /// Opens a file for what will be at `path`, so that what cannot be written is refused here.
  ///
  /// - Parameter isPrivate: for the user alone, who also owns the one that it replaces; a symbolic
  ///   link in its place is not followed but refused.
  /// - Throws: ``OutputError/cannotCreate(file:reason:)``, ``OutputError/interrupted(file:)``.
  init(_ path: String, isPrivate: Bool = false, registry: TemporaryFiles = .ofProcess) throws {
    self.registry = registry
    let mode: mode_t = isPrivate ? 0o600 : 0o666
    let opened: OpenFile?
    do {
      switch try isPrivate ? PrivateFile.kind(of: path) : FileSystem.kind(of: path) {
      case .special:
        destination = .direct
        isSeekable = false
        opened = try OpenFile(path, flags: O_WRONLY | O_NOCTTY)
      case .directory:
        throw SystemError(code: EISDIR)
      case let kind:
        if kind == .regular { try FileSystem.checkWritable(path) }
        let (directory, name) = try FileSystem.place(of: path, followsLink: !isPrivate)
        guard registry.claim("\(directory)/\(name)") else {
          throw OutputError.namedTwice(file: path)
        }
        isSeekable = true
        if let nameless = registry.createNameless(in: directory, mode: mode) {
          destination = .replaced(temporary: nil, directory: directory, name: name)
          opened = consume nameless
          break
        }
        let temporary = Self.temporaryPath(in: directory)
        destination = .replaced(temporary: temporary, directory: directory, name: name)
        do throws(SystemError) {
          opened = try registry.create(temporary, mode: mode)
        } catch {
          registry.unclaim("\(directory)/\(name)")
          throw error
        }
      }
    } catch let error as SystemError {
      throw OutputError.cannotCreate(file: path, reason: error.reason)
    }
    guard let opened else { throw OutputError.interrupted(file: path) }
    file = BufferedFile(opened, name: path)
    isResumed = false
    finalMode = nil
  }

  /// What is appended to the name of a file that is not complete, and that a later run may go on with.
  static let partialEnding = ".simbatch-partial"

  /// Opens what an earlier run has left of a file for `path`, or a new one, for the user alone until its
  /// commit.
  ///
  /// - Parameter restarts: forgets what there is.
  /// - Throws: ``OutputError``; ``OutputError/notOurs(file:found:)`` where somebody else may have put
  ///   something in its place.
  init(resuming path: String, restarts: Bool, registry: TemporaryFiles = .ofProcess) throws {
    self.registry = registry
    do {
      switch try FileSystem.kind(of: path) {
      case .directory: throw SystemError(code: EISDIR)
      case .regular: try FileSystem.checkWritable(path)
      case .special, nil: break
      }
      let (directory, name) = try FileSystem.place(of: path)
      let place = "\(directory)/\(name)"
      let partial = place + Self.partialEnding
      destination = .replaced(temporary: partial, directory: directory, name: name)
      isSeekable = true
      guard registry.claim(place) else { throw OutputError.namedTwice(file: path) }
      do {
        if !restarts, let left = try PrivateFile.openForWriting(partial) {
          file = BufferedFile(left, name: path)
          isResumed = true
        } else {
          if try PrivateFile.kind(of: partial) != nil { FileSystem.remove(partial) }
          guard let new = try registry.create(partial, mode: 0o600) else {
            throw OutputError.interrupted(file: path)
          }
          file = BufferedFile(new, name: path)
          isResumed = false
        }
      } catch {
        registry.unclaim(place)
        throw error
      }
      finalMode = 0o666 & ~FileSystem.creationMask
    } catch let error as SystemError {
      throw OutputError.cannotCreate(file: path, reason: error.reason)
    }
  }

  /// Whether a later run can go on with this file.
  var isResumable: Bool { finalMode != nil }

  /// Lets a file with a name of its own stay, however the process ends: a later run goes on with it.
  func keep() throws {
    guard let temporary else { return }
    guard registry.keep(temporary) else { throw OutputError.interrupted(file: name) }
  }

  /// Bytes of the file.
  func byteCount() throws -> Int { try file.byteCount() }

  deinit {
    guard case .replaced(let temporary, let directory, let name) = destination else { return }
    if let temporary { registry.remove(temporary) }
    if case .committed = phase { return }
    registry.unclaim("\(directory)/\(name)")
  }

  /// The path as it was given.
  var name: String { file.name }

  /// The folder that the file will appear in; nil for devices and pipes.
  var directory: String? {
    guard case .replaced(_, let directory, _) = destination else { return nil }
    return directory
  }

  /// A name that no other output uses, of a length that every file system takes; the process
  /// number tells whose it was if the power fails.
  private static func temporaryPath(in directory: String) -> String {
    let unique = String(UInt64.random(in: .min ... .max), radix: 36)
    return "\(directory)/.simbatch-\(getpid())-\(unique).tmp"
  }

  func append<Value: BitwiseCopyable>(_ values: [Value]) throws {
    try attempt { try file.append(values) }
  }

  /// Writes `values` from byte `offset` of the file on; what lies between stays zero.
  func write<Value: BitwiseCopyable>(_ values: [Value], at offset: Int) throws {
    precondition(isSeekable)
    try attempt { try file.write(values, at: offset) }
  }

  /// Lets everyone read the file, whatever the process's mask of permissions; a device or a pipe keeps
  /// its own.
  func makeReadableByAll() throws {
    guard case .replaced = destination else { return }
    try attempt { try file.setMode(0o644) }
  }

  /// Makes sure, before anything is computed, that the disk has room for `byteCount` bytes; the file
  /// has at least this size then. File systems that cannot reserve may still be full later.
  func reserve(_ byteCount: Int) throws {
    precondition(isSeekable)
    try attempt { try file.reserve(byteCount) }
  }

  /// The sum of the first `byteCount` bytes.
  func checksum(_ byteCount: Int) throws -> UInt64 {
    precondition(isSeekable)
    var sum: UInt64 = 0
    try attempt { sum = try file.checksum(byteCount) }
    return sum
  }

  /// A place where threads write pieces of this file at once.
  ///
  /// It does not remember failures: who gets one must not commit the file.
  var pieces: Pieces {
    precondition(isSeekable)
    return Pieces(file: self)
  }

  /// Only what is fixed since the file was opened is used: its descriptor and its name.
  struct Pieces: @unchecked Sendable {
    fileprivate let file: AtomicFile

    /// Writes the values `range` of `memory` from byte `offset` of the file on.
    func write<Value: BitwiseCopyable>(
      _ memory: Memory<Value>,
      _ range: Range<Int>,
      at offset: Int
    ) throws {
      try file.file.write(memory, range, at: offset)
    }

    /// Returns once all that has been written is on the storage device.
    func synchronizeContent() throws { try file.file.synchronizeContent() }

    /// See ``AtomicFile/keep()``.
    func keep() throws { try file.keep() }
  }

  func commit() throws {
    try Self.commit([self])
  }

  /// Puts several files in place together: all are on the storage device before the first is
  /// renamed, and ``TemporaryFiles/removeAll()`` comes before or after all of them. If one cannot
  /// be renamed after all, those before it are removed again. Where the device then fails to take the
  /// names, the files are in place, and may be gone after a power cut; that is an error, too.
  static func commit(_ files: [AtomicFile]) throws {
    for file in files { try file.attempt { try file.finishWriting() } }
    // Opened before anything appears, so that a refusal leaves all as it was.
    let directories = try files.map { try $0.openDirectory() }
    try files.first?.putInPlace(files)
    for (file, directory) in zip(files, directories) { try file.synchronize(directory) }
  }

  private func finishWriting() throws {
    switch destination {
    case .direct: try file.flush()
    case .replaced:
      if let finalMode { try file.setMode(finalMode) }
      try file.synchronize()
    }
  }

  private func putInPlace(_ files: [AtomicFile]) throws {
    let released: Void? = try registry.release(files.compactMap(\.temporary)) {
      var placed: [String] = []
      for file in files {
        guard case .replaced(_, let directory, let name) = file.destination else { continue }
        let place = "\(directory)/\(name)"
        do throws(SystemError) {
          try file.appear(at: place, in: directory)
        } catch {
          placed.forEach(FileSystem.remove)
          throw OutputError.cannotCreate(file: file.file.name, reason: error.reason)
        }
        placed.append(place)
      }
    }
    guard released != nil else { throw OutputError.interrupted(file: file.name) }
    for file in files {
      file.phase = .committed
      if case .replaced(_, let directory, let name) = file.destination {
        registry.unclaim("\(directory)/\(name)")
      }
    }
  }

  /// Puts the complete file at `place`, whatever is there.
  private func appear(at place: String, in directory: String) throws(SystemError) {
    if let temporary {
      try FileSystem.rename(temporary, to: place)
      return
    }
    do {
      try file.link(to: place)
    } catch {
      guard error.code == EEXIST else { throw error }
      // A name cannot be given over another. This one is there for a moment.
      let passing = Self.temporaryPath(in: directory)
      try file.link(to: passing)
      do {
        try FileSystem.rename(passing, to: place)
      } catch {
        FileSystem.remove(passing)
        throw error
      }
    }
  }

  private var temporary: String? {
    guard case .replaced(let temporary, _, _) = destination else { return nil }
    return temporary
  }

  private func openDirectory() throws -> OpenDirectory? {
    do throws(SystemError) {
      return try directory.map { path throws(SystemError) in try OpenDirectory(path) }
    } catch {
      throw OutputError.cannotCreate(file: file.name, reason: error.reason)
    }
  }

  private func synchronize(_ directory: OpenDirectory?) throws {
    do throws(SystemError) {
      try directory?.synchronize()
    } catch {
      throw OutputError.cannotWrite(file: file.name, reason: error.reason)
    }
  }

  /// Remembers a failure: what was written in part must never be put in place.
  private func attempt(_ write: () throws -> Void) throws {
    switch phase {
    case .writing: break
    case .failed(let error): throw error
    case .committed: preconditionFailure("\(file.name) is written after its commit")
    }
    do {
      try write()
    } catch {
      phase = .failed(error)
      if let temporary { registry.remove(temporary) }
      throw error
    }
  }
}
