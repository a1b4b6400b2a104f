/// Makes the pieces of a shard that are not there yet.
struct PieceMaker {
  let shape: FullMatrixShape
  let placed: PlacedSides
  let source: ScoreTiles
  /// Of the shard.
  let settings: JobSettings
  /// Makes pieces anew that are there.
  let restarts: Bool
  let stop: StopRequest

  /// - Parameter path: of the part; see ``MatrixPart``.
  /// - Returns: the pieces, and how many squares of them were there; nil when it was asked to stop.
  /// - Throws: ``OutputError`` where one cannot be written.
  /// - Complexity: O(pairs · d).
  func pieces(of region: PairRegion, _ path: String, progress: (any ProgressObserver)?) throws
    -> (made: [MatrixPiece], squaresBefore: Int)?
  {
    var made: [MatrixPiece] = []
    var squaresBefore = 0
    let grid = SquareGrid(shape)
    let regions = PartLayout.pieces(of: region)
    let comparing = PieceProgress(progress, regions.map { grid.squares(of: $0) })
    for (number, region) in regions.enumerated() {
      let name = MatrixPart.piecePath(path, number)
      comparing?.begin(number)
      if let piece = finished(region, name) {
        made.append(piece)
        squaresBefore += grid.squares(of: region).count
        continue
      }
      guard let piece = try piece(grid, region, name, progress: comparing) else { return nil }
      made.append(piece)
    }
    return (made, squaresBefore)
  }

  private func piece(
    _ grid: SquareGrid,
    _ region: PairRegion,
    _ path: String,
    progress: PieceProgress?
  ) throws -> MatrixPiece? {
    let nearBefore = source.nearPairCount
    let target = try PartTarget(
      path,
      PartLayout(grid, region),
      head: MatrixPiece.head(region, settings, nearPairs: 0),
      workers: placed.workers
    )
    var loop = ScoreLoop(source: source, target: target, workers: placed.workers)
    loop.stop = stop
    let squares = grid.squares(of: region)
    guard try loop.run(squares, squares: { [$0] }, progress: progress) != nil else { return nil }
    let nearPairs = source.nearPairCount - nearBefore
    try target.complete(head: MatrixPiece.head(region, settings, nearPairs: nearPairs))
    return try MatrixPiece(path, region: region, settings: settings)
  }

  /// A piece that an earlier run, or another one, has made. What is damaged or of another shard is made
  /// again.
  private func finished(_ region: PairRegion, _ path: String) -> MatrixPiece? {
    guard !restarts, FileSystem.exists(path) else { return nil }
    return try? MatrixPiece(path, region: region, settings: settings)
  }
}

/// Tells of pieces as of one job.
private final class PieceProgress: ProgressObserver {
  private let observer: any ProgressObserver
  private let pairsBefore: [Int]
  private let total: Int
  private let piece = Counter()

  init?(_ observer: (any ProgressObserver)?, _ pieces: [[ScoreBlock]]) {
    guard let observer else { return nil }
    self.observer = observer
    var before = 0
    pairsBefore = pieces.map { squares in
      defer { before += squares.reduce(0) { $0 + $1.rows.count * $1.columns.count } }
      return before
    }
    total = before
  }

  func begin(_ piece: Int) { self.piece.add(piece - self.piece.current) }

  func progress(stage: String, done: Int, total: Int) {
    observer.progress(stage: stage, done: pairsBefore[piece.current] + done, total: self.total)
  }
}
