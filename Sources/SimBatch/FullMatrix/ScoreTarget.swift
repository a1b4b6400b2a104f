/// A finished tile of scores, in memory of the worker that made it.
struct ScoreTile {
  let worker: Int
  let block: ScoreBlock
  /// Where it lies; `isDiagonal` says that it is whole and symmetric.
  let place: ScoreBlock
  /// Row-major, `stride` floats from row to row.
  let values: UnsafeMutablePointer<Float>
  let stride: Int
}

/// What takes the scores: a file of numbers, a text, a picture.
///
/// Tiles and blocks come from several threads at once, in any order; every pair comes once, of a
/// mirrored matrix those on and above the diagonal. In a tile that is not whole (see
/// ``ScoreTile/place``), what is on and below the diagonal is to be ignored.
protocol ScoreTarget: AnyObject, Sendable {
  /// Stands where one of two rows is bad.
  var missing: Float { get }
  var memory: TargetMemory { get }

  /// Called once, before the first tile.
  ///
  /// - Parameter greatest: no score's magnitude is more than about this.
  func prepare(_ blocks: ScoreBlocks, greatest: Double, kernels: Kernels, workers: Int) throws
  func take(_ tile: ScoreTile) throws
  /// All tiles of `block` have been taken by this worker.
  func finish(_ block: ScoreBlock, worker: Int) throws
  /// All blocks are finished: writes what is left, all but the commit.
  func complete(rows: RowPlaces, columns: RowPlaces) throws
  /// Where it writes to.
  var output: ScoreOutput { get }
}

/// The memory that a target takes.
struct TargetMemory {
  /// Bytes of a value in blocks that it collects tiles in; 0 where it takes tiles as they come.
  var blockValueByteCount = 0
  /// Bytes it needs beside blocks.
  var byteCount = 0
}

/// The destination of a target.
enum ScoreOutput {
  case file(AtomicFile)
  case stream(StandardOutput)

  /// The bytes' place.
  var bytes: any ByteOutput {
    switch self {
    case .file(let file): file
    case .stream(let stream): stream
    }
  }
}
