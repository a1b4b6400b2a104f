/// What becomes of each row.
public struct DuplicateDecisions: Sendable {
  /// A kept row that others are duplicates of.
  public enum Keeper: Equatable, Sendable {
    /// A row of the matrix itself.
    case row(Int)
    /// A row of the old matrix.
    case old(Int)
  }

  public enum Decision: Equatable, Sendable {
    case kept
    /// - Parameter score: with the keeper; a distance under `euclidean`.
    case duplicate(of: Keeper, score: Float)
    /// The measure cannot judge the row; it takes no part.
    case bad
  }

  /// Above all numbers of rows, which are below 2³¹.
  private static let keptMark = UInt32.max
  private static let badMark = UInt32.max - 1
  /// Set in the number of an old row.
  private static let oldBit: UInt32 = 1 << 31

  private var keepers: [UInt32]
  private var scores: [Float]
  private var groups: [Int32] = []
  /// By group: its lowest score; empty unless groups are connected ones.
  private var lowestScores: [Float] = []
  public private(set) var groupCount = 0
  /// What scores are worth; nil without calibration.
  var calibrated: CalibratedScores?

  init(rowCount: Int) {
    keepers = Array(repeating: Self.badMark, count: rowCount)
    scores = Array(repeating: .nan, count: rowCount)
  }

  public var rowCount: Int { keepers.count }

  /// What becomes of a row.
  public subscript(row: Int) -> Decision {
    switch keepers[row] {
    case Self.keptMark: return .kept
    case Self.badMark: return .bad
    case let number where number & Self.oldBit != 0:
      return .duplicate(of: .old(Int(number ^ Self.oldBit)), score: scores[row])
    case let number: return .duplicate(of: .row(Int(number)), score: scores[row])
    }
  }

  /// The group of a row: a kept row and its duplicates. Groups are numbered from 0 by their lowest
  /// rows. Nil for a bad row.
  public func group(of row: Int) -> Int? { groups[row] < 0 ? nil : Int(groups[row]) }

  /// The lowest score of two rows of the group of `row`, known for connected groups of several.
  public func lowestScore(inGroupOf row: Int) -> Float? {
    guard !lowestScores.isEmpty, let group = group(of: row), !lowestScores[group].isNaN else {
      return nil
    }
    return lowestScores[group]
  }

  /// The share of random pairs that score lower than a duplicate does with its keeper, from 0 to 1;
  /// nil for other rows, without ``DuplicateOptions/calibration`` and where there are no pairs.
  public func percentile(of row: Int) -> Float? {
    let percentile = calibrated?.percentile(of: scores[row]) ?? .nan
    return percentile.isNaN ? nil : percentile
  }

  /// Rows that are kept, ascending.
  public var keptRows: [Int] { keepers.indices.filter { keepers[$0] == Self.keptMark } }

  public var keptCount: Int { keepers.count { $0 == Self.keptMark } }
  public var badCount: Int { keepers.count { $0 == Self.badMark } }
  public var duplicateCount: Int { rowCount - keptCount - badCount }

  /// Scores of all duplicates with their keepers, by row.
  public var duplicateScores: [Float] { scores.filter { !$0.isNaN } }

  mutating func keep(_ row: UInt32) { keepers[Int(row)] = Self.keptMark }

  mutating func drop(_ row: UInt32, duplicateOf keeper: Keeper, score: Float) {
    switch keeper {
    case .row(let number): keepers[Int(row)] = UInt32(number)
    case .old(let number): keepers[Int(row)] = UInt32(number) | Self.oldBit
    }
    scores[Int(row)] = score
  }

  /// Numbers the groups, once every row is decided.
  ///
  /// - Parameter lowestScores: by kept row of a connected group of several rows.
  mutating func finish(lowestScores: [UInt32: Float]? = nil) {
    var numbers: [UInt32: Int32] = [:]
    groups = keepers.enumerated().map { row, keeper in
      if keeper == Self.badMark { return -1 }
      let representative = keeper == Self.keptMark ? UInt32(row) : keeper
      let next = Int32(numbers.count)
      let number = numbers[representative, default: next]
      numbers[representative] = number
      return number
    }
    groupCount = numbers.count
    guard let lowestScores else { return }
    self.lowestScores = Array(repeating: .nan, count: groupCount)
    for (row, score) in lowestScores { self.lowestScores[Int(groups[Int(row)])] = score }
  }
}
