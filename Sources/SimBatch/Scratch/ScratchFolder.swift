/// Where rows go that do not fit into memory.
///
/// Files there have no name, and only their process can read them: nothing is left behind, however
/// it ends. A folder whose files lie in memory (`tmpfs`) saves none.
public struct ScratchFolder: Equatable, Sendable {
  public let path: String

  public init(_ path: String) { self.path = path }

  /// The folder for temporary files: that of the environment variable `TMPDIR`, else `/tmp`.
  public static var ofSystem: ScratchFolder {
    ScratchFolder(EnvironmentVariable.value("TMPDIR") ?? "/tmp")
  }

  /// Fails where no file can be made.
  public func check() throws(ScratchError) { _ = try ScratchSpace(in: self) }
}

/// Why rows cannot go to a ``ScratchFolder``.
public enum ScratchError: SimBatchError, Equatable {
  /// The folder is not there, or nothing may be written to it; `reason` is the system's.
  case cannotCreate(folder: String, reason: String)
  /// There is no room for that many bytes; `reason` is the system's.
  case cannotReserve(folder: String, bytes: Int, reason: String)

  public var exitCode: ExitCode {
    switch self {
    case .cannotCreate: .cannotCreate
    case .cannotReserve: .io
    }
  }

  public var description: String {
    let text =
      switch self {
      case .cannotCreate(let folder, let reason):
        "\(folder): no scratch file can be made there: \(reason); name another folder by --scratch"
      case .cannotReserve(let folder, let bytes, let reason):
        """
        \(folder): no room for a scratch file of \(ByteCount(bytes)): \(reason); name another folder \
        by --scratch, or give the job more by --memory
        """
      }
    return text.onOneLine
  }
}
