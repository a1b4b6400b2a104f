/// Why an output could not be made.
public enum OutputError: SimBatchError, Equatable {
  /// The file could not be created or may not be replaced; `reason` is the system's.
  case cannotCreate(file: String, reason: String)
  /// Another run writes it; `holder` is what that run says about itself.
  case locked(file: String, holder: String)
  /// Its lock cannot be had, for a reason other than another run.
  case cannotLock(file: String, lock: String, reason: String)
  /// Something that only this user should have put there, and that somebody else may have.
  case notOurs(file: String, found: String)
  /// Writing failed on the way (disk full, device error); `reason` is the system's.
  case cannotWrite(file: String, reason: String)
  /// The program was told to stop; nothing was put in place.
  case interrupted(file: String)
  /// Another output of the same job has this place.
  case namedTwice(file: String)
  /// No format can be told from the file's name.
  case unknownFormat(file: String)
  /// A format of two files was asked for where only one stream of bytes can go.
  case needsTwoFiles(NeighborFormat, file: String)
  /// The format's counts have too few bits for this many rows or neighbors.
  case doesNotFit(NeighborFormat, file: String, rowCount: Int, neighborCount: Int)
  /// A symmetric graph was asked for in a format of lists.
  case needsGraph(GraphSymmetry, NeighborFormat, file: String)
  /// Percentiles were asked for in a format that has no place for them.
  case hasNoPercentiles(NeighborFormat, file: String)

  public var exitCode: ExitCode {
    switch self {
    case .cannotCreate, .cannotLock, .notOurs: .cannotCreate
    case .cannotWrite: .io
    case .interrupted, .locked: .temporary
    case .namedTwice, .unknownFormat, .needsTwoFiles, .doesNotFit, .needsGraph, .hasNoPercentiles:
      .usage
    }
  }

  public var description: String { text.onOneLine }

  private var text: String {
    switch self {
    case .cannotCreate(let file, let reason):
      "\(file): cannot create this output: \(reason)"
    case .locked(let file, let holder):
      "\(file): it is being written by \(holder); run it again later"
    case .cannotLock(let file, let lock, let reason):
      "\(file): cannot lock this output by \(lock): \(reason)"
    case .notOurs(let file, let found):
      "\(file): expected a file of this user's own, found \(found)"
    case .cannotWrite(let file, let reason):
      "\(file): writing this output failed: \(reason)"
    case .interrupted(let file):
      "\(file): interrupted before the output was complete; nothing was put in its place"
    case .namedTwice(let file):
      "\(file): two outputs have this name"
    case .unknownFormat(let file):
      "\(file): expected a name that ends in \(NeighborFormat.listed), or an output format"
    case .needsTwoFiles(let format, let file):
      "\(file): \(format) is two files, neighbors and scores, and one stream cannot hold both; "
        + "name a file, or choose bin"
    case .doesNotFit(let format, let file, let rowCount, let neighborCount):
      "\(file): \(format) cannot count \(rowCount.counted("row")) × \(neighborCount.counted("neighbor")); choose npy"
    case .needsGraph(let symmetry, let format, let file):
      "\(file): --\(symmetry) is for a graph, and \(format) holds lists; choose mtx or npz"
    case .hasNoPercentiles(let format, let file):
      "\(file): --calibrate adds percentiles, and \(format) has no place for them; choose csv, tsv "
        + "or jsonl"
    }
  }
}

/// The reader of a pipe has gone, as `head` does when it has seen enough: a quiet success.
public struct ClosedPipe: SimBatchError, Equatable {
  public init() {}
  public var exitCode: ExitCode { .success }
  public var description: String { "the reader of the output has gone" }
}
