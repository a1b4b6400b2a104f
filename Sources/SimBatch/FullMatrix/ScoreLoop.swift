/// Takes the scores of blocks from their source to a target; the workers take blocks in turn. While
/// one writes, the others compute.
struct ScoreLoop: Sendable {
  let source: any ScoreSource
  let target: any ScoreTarget
  let workers: Int
  /// What is done already, and keeps what has been done; nil for a job that starts over.
  var saving: SquareSaving?
  /// What asks the job to stop, where it would not be lost.
  var stop: StopRequest?

  /// What a loop has done.
  struct Done {
    let pairCount: Int
    /// Rows and columns of blocks.
    let panelRowCount: Int
  }

  /// - Parameter squares: of a block, those that have to be computed.
  /// - Returns: nil when it was asked to stop.
  /// - Throws: what the source, the target or a state throws, by any worker.
  func run(
    _ blocks: [ScoreBlock],
    squares: @escaping @Sendable (ScoreBlock) -> [ScoreBlock],
    progress: (any ProgressObserver)?
  ) throws -> Done? {
    let next = Counter()
    let done = Counter()
    let computed = Counter()
    let panelRows = Counter()
    let stopped = Counter()
    let failure = Synchronized<(any Error)?>(nil)
    let total = blocks.reduce(0) { $0 + $1.rows.count * $1.columns.count }
    Workers.run(workers) { worker in
      while failure.value == nil {
        let index = next.take()
        guard index < blocks.count else { return }
        let block = blocks[index]
        let squares = squares(block)
        do {
          let isSaved = saving?.holds(squares) ?? false
          for square in squares {
            let pairs = square.rows.count * square.columns.count
            done.add(pairs)
            progress?.progress(stage: "compare", done: min(done.current, total), total: total)
            if isSaved { continue }
            if stop?.isRequested == true {
              stopped.add(1)
              return
            }
            try target.take(source.scores(of: square, block: block, worker: worker))
            computed.add(pairs)
          }
          if isSaved { continue }
          try target.finish(block, worker: worker)
          // Panels that other workers still use come back by themselves.
          source.releasePages()
          panelRows.add(block.rows.count + block.columns.count)
          try saving?.add(squares, nearPairs: source.nearPairCount)
        } catch {
          failure.update { $0 = $0 ?? error }
        }
      }
    }
    if let error = failure.value { throw error }
    guard stopped.current == 0 else { return nil }
    return Done(pairCount: computed.current, panelRowCount: panelRows.current)
  }
}

/// What gives the scores of squares: products, or files that hold them.
protocol ScoreSource: AnyObject, Sendable {
  /// The scores of a square, valid until this worker asks for its next one.
  ///
  /// - Throws: ``JobError/data(_:)`` where a file does not hold them.
  func scores(of square: ScoreBlock, block: ScoreBlock, worker: Int) throws -> ScoreTile
  /// A block is finished: lets the system have back the memory of what is in files.
  func releasePages()
  /// Seconds inside products, added over workers.
  var productSeconds: Double { get }
  /// Pairs that were scored in `Double`.
  var nearPairCount: Int { get }
}
