extension FullMatrixJob {
  /// Places that a region of a part may start and end at, beside the end of the matrix.
  static let regionGranularity = ScoreBlocks.squareSide

  /// Computes the scores of a region into a part, piece by piece; pieces that are there already are
  /// left as they are.
  ///
  /// - Parameters:
  ///   - region: between multiples of ``regionGranularity``.
  ///   - path: of the part; see ``MatrixPart``.
  ///   - restarts: makes all pieces anew.
  /// - Returns: what has been done, in earlier runs too.
  /// - Throws: ``JobError/interrupted(state:)`` when asked to stop; ``JobError/data(_:)`` for a piece of
  ///   another job; ``JobError`` for rows that cannot be judged, too little memory or a broken BLAS;
  ///   ``OutputError``.
  /// - Complexity: O(pairs · d) time; O(n · d) memory, of which all but O(n) may be in scratch files.
  @discardableResult
  func computePart(
    _ region: PairRegion,
    to path: String,
    restarts: Bool = false,
    stop: StopRequest = .ofProcess,
    progress: (any ProgressObserver)? = nil
  ) throws -> BlockWork {
    var clock = StageClock()
    let workers = options.resources.workerCount
    let placed = try PlacedSides(self, target: PartTarget.memory(workers: workers), clock: &clock)
    let settings = JobSettings(options, placed)
    let maker = PieceMaker(
      job: self,
      placed: placed,
      settings: settings,
      source: try placed.tiles(missing: .nan),
      stop: stop,
      progress: progress
    )
    return try stop.whileSaving {
      let pieces = PartLayout.pieces(of: region)
      var made: [MatrixPiece] = []
      for (number, region) in pieces.enumerated() {
        let name = MatrixPart.piecePath(path, number)
        guard let piece = try maker.piece(region, name, restarts: restarts) else {
          throw JobError.interrupted(state: made.isEmpty ? nil : path)
        }
        made.append(piece)
      }
      let work = maker.work(region)
      try MatrixPart.write(made, of: region, work, settings: settings, to: path)
      return work
    }
  }
}

/// Makes the pieces of a part that are not there.
private struct PieceMaker {
  let job: FullMatrixJob
  let placed: PlacedSides
  let settings: JobSettings
  let source: ScoreTiles
  let stop: StopRequest
  let progress: (any ProgressObserver)?

  /// - Returns: nil when it was asked to stop.
  func piece(_ region: PairRegion, _ path: String, restarts: Bool) throws -> MatrixPiece? {
    if !restarts, let piece = try finished(region, path) { return piece }
    let grid = SquareGrid(job.shape)
    let target = try PartTarget(
      path,
      PartLayout(grid, region),
      head: MatrixPiece.head(region, settings),
      workers: placed.workers
    )
    var loop = ScoreLoop(source: source, target: target, workers: placed.workers)
    loop.stop = stop
    let squares = grid.squares(of: region)
    guard try loop.run(squares, squares: { [$0] }, progress: progress) != nil else { return nil }
    try target.complete()
    return try MatrixPiece(path)
  }

  /// A piece that an earlier run, or another one, has made; nil where there is none that is whole.
  private func finished(_ region: PairRegion, _ path: String) throws -> MatrixPiece? {
    guard try FileSystem.kind(of: path) == .regular else { return nil }
    // What is damaged is made again.
    guard let piece = try? MatrixPiece(path), piece.region == region else { return nil }
    try piece.require(settings)
    return piece
  }

  func work(_ region: PairRegion) -> BlockWork {
    let grid = SquareGrid(job.shape)
    let squares = grid.squares(of: region)
    let pairs = squares.reduce(0) { $0 + $1.rows.count * $1.columns.count }
    var work = BlockWork.none
    work.pairs = squares.count
    work.verified = source.nearPairCount
    work.work = ScreenWork(
      name: "full",
      pairCount: pairs,
      operations: 2 * Double(pairs) * Double(placed.sides.base.dimensions),
      productSeconds: source.productSeconds
    )
    return work
  }
}
