/// Why a deduplication stopped.
public enum DuplicateError: SimBatchError, Equatable {
  /// A sample says that there are more pairs than allowed.
  case estimateExceedsMaximum(pairs: Int, maximum: Int)
  /// There are more pairs than allowed; so many had been found.
  case pairsExceedMaximum(found: Int, maximum: Int)
  /// A sample says that the pairs do not fit on the disk.
  case pairsDoNotFit(file: String, pairs: Int, bytes: Int, free: Int)
  /// No limit that is allowed leaves so few rows.
  case targetOutOfReach(target: Int, left: Int, limit: Float)
  /// Too many pairs would have to be held to find the limit.
  case targetNeedsMemory(target: Int, pairs: Int)

  public var exitCode: ExitCode {
    switch self {
    case .estimateExceedsMaximum, .pairsExceedMaximum, .targetOutOfReach: .data
    case .pairsDoNotFit: .cannotCreate
    case .targetNeedsMemory: .usage
    }
  }

  /// Tells too many pairs, which a stricter limit would mend, from other reasons.
  var isExcess: Bool {
    switch self {
    case .pairsExceedMaximum, .targetNeedsMemory: true
    case .estimateExceedsMaximum, .pairsDoNotFit, .targetOutOfReach: false
    }
  }

  public var description: String { text.onOneLine }

  private var text: String {
    switch self {
    case .estimateExceedsMaximum(let pairs, let maximum):
      """
      about \(pairs.counted("pair")) reach the limit (estimated from a sample of rows), more than \
      --max-pairs \(maximum); nothing was written. Choose a stricter limit, or raise --max-pairs
      """
    case .pairsExceedMaximum(let found, let maximum):
      """
      more pairs than --max-pairs \(maximum) reach the limit (\(found) before all rows were \
      compared); nothing was written. Choose a stricter limit, or raise --max-pairs
      """
    case .pairsDoNotFit(let file, let pairs, let bytes, let free):
      """
      \(file): about \(pairs.counted("pair")) (estimated from a sample of rows) need \(ByteCount(bytes)), \
      and \(ByteCount(free)) are free; nothing was written
      """
    case .targetOutOfReach(let target, let left, let limit):
      "no allowed limit leaves at most \(target.counted("row")): at \(limit), \(left) are kept"
    case .targetNeedsMemory(let target, let pairs):
      """
      to leave at most \(target.counted("row")) takes more than \(pairs.counted("pair")), which is all that may be \
      held; choose a greater --target
      """
    }
  }
}
