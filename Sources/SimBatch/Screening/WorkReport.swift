/// What the screens of a job did and how fast, for `--report`.
public struct WorkReport: Encodable, Sendable {
  /// The screen that ran last, with its columns.
  public let screen: String
  /// All screens that ran in this run, in their order; empty where none did.
  public let screens: [ScreenReport]
  public let pairsCompared: Int
  /// Pairs that the first level of the screen let through, and its second (0 without one).
  public let pairsAfterFirstLevel: Int
  public let pairsAfterSecondLevel: Int
  public let candidatesVerified: Int
  /// Pairs of blocks that the rows were cut into, 1 where all rows are one block; those that an earlier
  /// run had done; bytes of stored rows that were read to prepare blocks, anew for each time.
  public let blockPairs: Int
  public let blockPairsResumed: Int
  public let blockBytesRead: Int?
  /// Bytes of the prepared rows of a full matrix that did not fit into memory, in scratch files, and
  /// bytes that were read of them to compare rows. nil where all are in memory.
  public let scratchBytes: Int?
  public let scratchBytesRead: Int?
  /// Rate of the comparing stage, counting only the operations that its pairs needed: of `Float`,
  /// or of 8-bit numbers for `int8`.
  public let gigaoperationsPerSecond: Double
  /// Rate inside the products of the screen, all workers together.
  public let productGigaoperationsPerSecond: Double
  /// What the instructions of these products could do at the most, measured on this machine.
  public let instructionPeakGigaoperationsPerSecond: Double
  /// Share of the workers' time in that stage that was inside these products.
  public let shareInMatrixProduct: Double

  /// - Parameters:
  ///   - verified: candidates scored in `Double`.
  ///   - seconds: of the comparing stage.
  init(_ work: ScreenWork, verified: Int, seconds: Double, workers: Int) {
    let seconds = max(seconds, 1e-9)
    screen = work.name
    screens = work.uses.map(ScreenReport.init)
    pairsCompared = work.pairCount
    pairsAfterFirstLevel = work.firstLevelPairs
    pairsAfterSecondLevel = work.secondLevelPairs
    candidatesVerified = verified
    blockPairs = work.blockPairs
    blockPairsResumed = work.blockPairsResumed
    blockBytesRead = work.bytesRead
    scratchBytes = work.scratchBytes > 0 ? work.scratchBytes : nil
    scratchBytesRead = work.scratchBytes > 0 ? work.scratchBytesRead : nil
    gigaoperationsPerSecond = work.operations / seconds / 1e9
    productGigaoperationsPerSecond =
      work.operations / max(work.productSeconds, 1e-9) * Double(workers) / 1e9
    instructionPeakGigaoperationsPerSecond = MachineInfo.peakRate(
      of: work.isInteger ? .int8 : .float,
      threads: workers
    )
    shareInMatrixProduct = work.productSeconds / (seconds * Double(workers))
  }
}

/// What a screen did until another was chosen, for `--report`.
public struct ScreenReport: Encodable, Sendable {
  /// `full`, `prefix:` or `int8:` with the columns of its first level.
  public let screen: String
  public let tiles: Int
  public let pairs: Int
  /// Seconds that a worker took for a pair.
  public let secondsPerPair: Double
  /// What the choice expected of the pairs to come, when the screen was chosen; a lower value than that of
  /// the screen before is why it was. nil for a screen that the user or the size of the job chose.
  public let expectedSecondsPerPair: Double?

  init(_ use: ScreenUse) {
    screen = use.screen
    (tiles, pairs) = (use.tiles, use.pairs)
    secondsPerPair = use.seconds / Double(max(1, use.pairs))
    expectedSecondsPerPair = use.expectedSecondsPerPair
  }
}
