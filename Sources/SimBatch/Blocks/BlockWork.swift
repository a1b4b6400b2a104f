/// What of a job by pairs of blocks has been done.
struct BlockWork {
  /// Pairs of blocks.
  var pairs: Int
  var work: ScreenWork
  /// Candidates scored in `Double`.
  var verified: Int
  /// Wall-clock seconds.
  var seconds: Double

  static let none = BlockWork(pairs: 0, work: .none, verified: 0, seconds: 0)

  /// Takes in what a pair of blocks, or a part of one, took.
  ///
  /// - Parameter bytesRead: of all pairs so far.
  mutating func add(_ cost: BlockLoop.Cost, seconds: Double, bytesRead: Int) {
    work.add(cost.work)
    work.bytesRead = bytesRead
    verified += cost.verified
    self.seconds += seconds
  }

  /// Takes in what another shard has done.
  mutating func add(_ other: BlockWork) {
    pairs += other.pairs
    verified += other.verified
    seconds += other.seconds
    let bytes = (work.bytesRead ?? 0) + (other.work.bytesRead ?? 0)
    work.add(other.work)
    work.bytesRead = bytes
  }

  /// As lines of a state.
  var lines: [NamedValue] {
    [
      NamedValue("block pairs done", pairs),
      NamedValue("pairs compared", work.pairCount),
      NamedValue("after first level", work.firstLevelPairs),
      NamedValue("after second level", work.secondLevelPairs),
      NamedValue("verified", verified),
      NamedValue("bytes read", work.bytesRead ?? 0),
      NamedValue("operations", work.operations),
      NamedValue("product seconds", work.productSeconds),
      NamedValue("seconds", seconds),
      NamedValue("screen", work.name),
    ]
  }

  /// Greater counts than any job has, and small enough to be added to.
  private static let range = 0...(1 << 60)

  /// - Throws: ``JobError/data(_:)`` where a state lacks a count.
  init(_ state: StateFile) throws(JobError) {
    func count(_ name: String) throws(JobError) -> Int {
      guard let number = state.value(name).flatMap({ Int($0) }), Self.range.contains(number) else {
        throw state.damaged("expected a count of “\(name)”")
      }
      return number
    }
    func amount(_ name: String) throws(JobError) -> Double {
      guard let number = state.value(name).flatMap({ Double($0) }), number.isFinite, number >= 0
      else { throw state.damaged("expected an amount of “\(name)”") }
      return number
    }
    pairs = try count("block pairs done")
    work = ScreenWork(
      name: state.value("screen") ?? "resumed",
      pairCount: try count("pairs compared"),
      operations: try amount("operations"),
      productSeconds: try amount("product seconds")
    )
    work.isInteger = work.name.hasPrefix("int8")
    work.firstLevelPairs = try count("after first level")
    work.secondLevelPairs = try count("after second level")
    work.bytesRead = try count("bytes read")
    verified = try count("verified")
    seconds = try amount("seconds")
  }

  private init(pairs: Int, work: ScreenWork, verified: Int, seconds: Double) {
    self.pairs = pairs
    self.work = work
    self.verified = verified
    self.seconds = seconds
  }
}

/// Tells of a job by pairs of blocks as of one piece.
final class BlockProgress: ProgressObserver {
  private let observer: (any ProgressObserver)?
  private let pairsBefore: [Int]
  private let total: Int
  private let pair = Counter()

  init(_ observer: (any ProgressObserver)?, plan: BlockPlan) {
    self.observer = observer
    var before = 0
    pairsBefore = plan.pairs.map { pair in
      defer { before += plan.pairCount(pair) }
      return before
    }
    total = before
  }

  func begin(_ pair: Int) { self.pair.add(pair - self.pair.current) }

  func progress(stage: String, done: Int, total: Int) {
    observer?.progress(stage: stage, done: pairsBefore[pair.current] + done, total: self.total)
  }
}
