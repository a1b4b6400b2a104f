/// The state of a search by blocks, as a file: lines of settings, an empty line, the neighbors and
/// scores found so far, a checksum.
struct SavedSearch {
  let settings: SearchSettings
  let blockSide: Int
  let done: BlockWork
  private let path: String
  private let bytes: MappedBytes
  /// Where the answers start.
  private let start: Int

  private static let title = "simbatch search state 1"
  /// No head is longer than this.
  private static let longestHead = 1 << 16
  private static let checksumSize = 8

  /// Writes a state; it replaces the one before as a whole.
  static func write(
    _ answers: RunningAnswers,
    _ done: BlockWork,
    settings: SearchSettings,
    blockSide: Int,
    to path: String
  ) throws {
    let file = try AtomicFile(path, isPrivate: true)
    var checksum = Checksum()
    func append<Value: BitwiseCopyable>(_ values: [Value]) throws {
      values.withUnsafeBytes { checksum.add($0) }
      try file.append(values)
    }
    let counts = Counts(done, blockSide: blockSide).lines + settings.values
    let lines = [title] + counts.map { "\($0.name) = \($0.value)" } + ["", ""]
    try append(Array(lines.joined(separator: "\n").utf8))
    try answers.forEachRun { rows in
      try append(rows.neighbors)
      try append(rows.scores)
    }
    try file.append([checksum.value])
    try file.commit()
  }

  /// Reads the head of a state and checks its sum; nil where there is none.
  ///
  /// - Throws: ``JobError/data(_:)`` where the file is no state, or a damaged one;
  ///   ``OutputError/notOurs(file:found:)`` where somebody else may have put it there.
  static func read(_ path: String) throws -> SavedSearch? {
    try PrivateFile.open(path).map(SavedSearch.init)
  }

  private init(_ file: InputFile) throws {
    let bytes = file.bytes
    func damaged(_ detail: String) -> JobError { Self.damaged(file.name, detail) }
    let head = String(decoding: bytes.prefix(Self.longestHead), as: UTF8.self)
    guard head.hasPrefix(Self.title + "\n"), let end = head.range(ofEmptyLine: ()) else {
      throw damaged("expected the state of a run, found something else")
    }
    var values: [(name: String, value: String)] = []
    for line in head[..<end].split(separator: "\n").dropFirst() {
      guard let mark = line.firstRange(of: " = ") else { throw damaged("line without a value") }
      values.append((String(line[..<mark.lowerBound]), String(line[mark.upperBound...])))
    }
    guard let counts = Counts(values) else { throw damaged("the state has no counts") }
    let size = bytes.count - Self.checksumSize
    let sum = size < 0 ? 0 : bytes.withBytes { Checksum.value(of: .init(rebasing: $0[..<size])) }
    guard size >= 0, sum == bytes.load(UInt64.self, at: size) else {
      throw damaged("the state is damaged: its checksum is another")
    }
    self.bytes = bytes
    path = file.name
    start = head[..<end].utf8.count + 2
    settings = SearchSettings(Array(values.dropFirst(counts.lines.count)))
    blockSide = counts.blockSide
    done = counts.done
  }

  /// Puts the answers back.
  ///
  /// - Parameter plan: of the search; a state may not name rows or pairs of blocks beyond it.
  func restore(_ answers: RunningAnswers, plan: BlockPlan) throws(JobError) {
    guard done.pairs <= plan.pairs.count else {
      throw damaged("expected at most \(plan.pairs.count) block pairs, found \(done.pairs)")
    }
    let expected = RunningAnswers.byteCount(
      rowCount: answers.rowCount,
      neighborCount: answers.neighborCount
    )
    guard bytes.count == start + expected + Self.checksumSize else {
      throw damaged(
        "expected \(start + expected + Self.checksumSize) bytes, found \(bytes.count)"
      )
    }
    let rowNumbers = -1..<Int32(plan.baseCount)
    var offset = start
    for range in answers.runs {
      let count = range.count * answers.neighborCount
      let neighbors = (0..<count).map { bytes.load(Int32.self, at: offset + 4 * $0) }
      guard neighbors.allSatisfy(rowNumbers.contains) else {
        throw damaged("expected row numbers below \(plan.baseCount), found others")
      }
      offset += 4 * count
      let scores = (0..<count).map { bytes.load(Float.self, at: offset + 4 * $0) }
      offset += 4 * count
      answers.restore(
        NeighborRows(
          firstRow: range.lowerBound,
          neighborCount: answers.neighborCount,
          neighbors: neighbors,
          scores: scores
        )
      )
    }
  }

  private func damaged(_ detail: String) -> JobError { Self.damaged(path, detail) }

  private static func damaged(_ path: String, _ detail: String) -> JobError {
    .data("\(path): \(detail); --restart forgets it and starts over")
  }

  /// The counts of a state, as lines.
  private struct Counts {
    let blockSide: Int
    let done: BlockWork

    init(_ done: BlockWork, blockSide: Int) {
      self.done = done
      self.blockSide = blockSide
    }

    var lines: [(name: String, value: String)] {
      let work = done.work
      return [
        ("block rows", "\(blockSide)"),
        ("block pairs done", "\(done.pairs)"),
        ("pairs compared", "\(work.pairCount)"),
        ("after first level", "\(work.firstLevelPairs)"),
        ("after second level", "\(work.secondLevelPairs)"),
        ("verified", "\(done.verified)"),
        ("operations", "\(work.operations)"),
        ("product seconds", "\(work.productSeconds)"),
      ]
    }

    /// Greater counts than any search has, and small enough to be added to.
    private static let range = 0...(1 << 60)

    init?(_ values: [(name: String, value: String)]) {
      let numbers = values.prefix(6).compactMap { Int($0.value) }
      let reals = values.dropFirst(6).prefix(2).compactMap { Double($0.value) }
      guard numbers.count == 6, reals.count == 2, numbers[0] > 0,
        numbers.allSatisfy(Self.range.contains), reals.allSatisfy({ $0.isFinite && $0 >= 0 })
      else { return nil }
      blockSide = numbers[0]
      var work = ScreenWork(
        name: "resumed",
        pairCount: numbers[2],
        operations: reals[0],
        productSeconds: reals[1]
      )
      work.firstLevelPairs = numbers[3]
      work.secondLevelPairs = numbers[4]
      done = BlockWork(pairs: numbers[1], work: work, verified: numbers[5])
    }
  }
}

extension String {
  /// The place of the first line feed that another follows.
  fileprivate func range(ofEmptyLine: Void) -> String.Index? { firstRange(of: "\n\n")?.lowerBound }
}
