/// A layout that neighbors are written in.
///
/// Text and graphs list the neighbors that a row has. The other formats are arrays of the shape that was
/// asked for, n × k, where missing neighbors are −1 and their scores NaN.
public enum NeighborFormat: String, CaseIterable, Sendable {
  /// One line a neighbor, with a header; ids quoted as RFC 4180 asks, lines end in a line feed.
  case csv
  /// As ``csv`` with tabs; tab, line breaks and backslash in ids are `\t`, `\n`, `\r`, `\\`.
  case tsv
  /// One object a row: `{"row":0,"id":"a","neighbors":[{"row":1,"id":"b","score":0.5}]}`.
  case jsonl
  /// u32 n, u32 k, i32 neighbors[n·k], f32 scores[n·k].
  case bin
  /// Two arrays of shape (n, k): `X.neighbors.npy` of `<i8` and `X.scores.npy` of `<f4`.
  case npy
  /// Per row i32 k, then k values: neighbors as `.ivecs`, scores beside it as `.fvecs`.
  case ivecs
  /// A graph as a sparse matrix of Matrix Market: `coordinate real`, entry (i, j) the score of
  /// neighbor j of row i, from 1.
  case mtx
  /// The same matrix as `scipy.sparse.load_npz` reads it: compressed sparse rows in a zip file.
  case npz

  /// The format that a file's extension names, in upper or lower case.
  public init?(path: String) {
    guard let ending = Self.ending(of: path) else { return nil }
    self.init(rawValue: ending.lowercased())
  }

  /// What follows the last period of the last part of `path`, if there is one.
  static func ending(of path: String) -> Substring? {
    let name = path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...]
    guard let period = name.lastIndex(of: "."), period != name.startIndex else { return nil }
    return name[name.index(after: period)...]
  }

  /// `.csv, .tsv … or .ivecs`, for messages.
  static var listed: String { allCases.map { ".\($0)" }.listed("or") }

  /// The two files of ``npy`` or ``ivecs`` for the destination `path`; nil for the other formats.
  func pairOfPaths(for path: String) -> (neighbors: String, scores: String)? {
    switch self {
    case .csv, .tsv, .jsonl, .bin, .mtx, .npz:
      return nil
    case .npy:
      let stem = Self.stem(of: path, without: ["npy"])
      return ("\(stem).neighbors.npy", "\(stem).scores.npy")
    case .ivecs:
      let stem = Self.stem(of: path, without: ["ivecs", "fvecs"])
      return ("\(stem).ivecs", "\(stem).fvecs")
    }
  }

  private static func stem(of path: String, without endings: [String]) -> Substring {
    guard let ending = ending(of: path), endings.contains(ending.lowercased()) else {
      return path[...]
    }
    return path.dropLast(ending.count + 1)
  }

  /// Whether it is a matrix of edges, which may be made symmetric.
  var isGraph: Bool { self == .mtx || self == .npz }

  /// Whether it is an array of n × k entries, some of which may be missing.
  private var isArray: Bool {
    switch self {
    case .bin, .npy, .ivecs: true
    case .csv, .tsv, .jsonl, .mtx, .npz: false
    }
  }

  /// Whether entries have named fields, so that there is a place for percentiles.
  var hasNamedFields: Bool {
    switch self {
    case .csv, .tsv, .jsonl: true
    case .bin, .npy, .ivecs, .mtx, .npz: false
    }
  }

  /// Whether the format's own counts can hold n rows of k neighbors.
  func fits(_ table: NeighborTable) -> Bool {
    let (entryCount, overflows) = table.rowCount.multipliedReportingOverflow(
      by: isArray ? table.neighborCount : table.mostNeighbors
    )
    guard !overflows && entryCount <= Int.max / 32 else { return false }
    return switch self {
    case .csv, .tsv, .jsonl, .npy, .mtx, .npz: true
    case .bin: table.rowCount <= UInt32.max && table.neighborCount <= UInt32.max
    case .ivecs: table.neighborCount <= Int32.max
    }
  }
}
