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
