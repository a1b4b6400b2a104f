/// The rows that a user wants of an input: some ranges of them, or a sample, or a sample of ranges.
public struct RowSelection: Equatable, Sendable {
  /// Ranges of row numbers, both ends included; an open end is the last row.
  public struct Ranges: Equatable, Sendable {
    fileprivate let ranges: [(first: Int, last: Int?)]
    private let text: String

    /// Reads `1000-2000`, `5`, `10-`, and several of them with commas between.
    public init?(_ text: String) {
      var ranges: [(first: Int, last: Int?)] = []
      for part in text.split(separator: ",", omittingEmptySubsequences: false) {
        let ends = part.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = Self.number(ends[0]) else { return nil }
        guard ends.count == 2 else {
          ranges.append((first, first))
          continue
        }
        guard !ends[1].isEmpty else {
          ranges.append((first, nil))
          continue
        }
        guard let last = Self.number(ends[1]), last >= first else { return nil }
        ranges.append((first, last))
      }
      self.ranges = ranges
      self.text = text
    }

    private static func number(_ text: Substring) -> Int? {
      guard !text.isEmpty, text.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
      return Int(text)
    }

    public static func == (one: Ranges, other: Ranges) -> Bool { one.text == other.text }

    /// - Throws: ``InputError`` with exit code 64 where a row is not there.
    fileprivate func numbers(rowCount: Int, name: String, option: String) throws(InputError)
      -> RowNumbers
    {
      var found: [Range<Int>] = []
      for (first, last) in ranges.sorted(by: { $0.first < $1.first }) {
        let last = last ?? max(first, rowCount - 1)
        guard last < rowCount else {
          let there = rowCount == 0 ? "none" : "0 to \(rowCount - 1)"
          throw .usage(name, "\(option) \(text): row \(last) is not there; its rows are \(there)")
        }
        let end = last + 1
        if let before = found.last, before.upperBound >= first {
          found[found.count - 1] = before.lowerBound..<max(before.upperBound, end)
        } else {
          found.append(first..<end)
        }
      }
      return RowNumbers(ranges: found, wholeCount: rowCount)
    }
  }

  /// Only these rows (`--rows`); nil for all.
  public var ranges: Ranges?
  /// What errors call the ranges.
  public var rangesOption = "--rows"
  /// So many of them at random (`--sample`); nil for all.
  public var sampleCount: Int?
  /// What the sample depends on (`--seed`): the same for the same seed, on any machine.
  public var seed: UInt64

  public init(ranges: Ranges? = nil, sampleCount: Int? = nil, seed: UInt64 = 0) {
    self.ranges = ranges
    self.sampleCount = sampleCount
    self.seed = seed
  }

  /// Whether it leaves nothing out.
  public var isEverything: Bool { ranges == nil && sampleCount == nil }

  /// The rows of an input of `rowCount`, ascending.
  ///
  /// - Throws: ``InputError`` with exit code 64 where a row is not there, or fewer than the sample.
  /// - Complexity: O(rows selected), and O(rows) for a sample.
  func numbers(rowCount: Int, name: String) throws(InputError) -> RowNumbers {
    let all =
      try ranges?.numbers(rowCount: rowCount, name: name, option: rangesOption)
      ?? RowNumbers(whole: rowCount)
    guard let sampleCount else { return all }
    guard sampleCount <= all.count else {
      throw .usage(name, "--sample \(sampleCount): there are \(all.count) rows")
    }
    let positions = Self.sample(sampleCount, of: all.count, seed: seed)
    return all.selecting(RowNumbers(listed: positions, wholeCount: all.count))
  }

  /// `count` of the numbers below `total`, ascending, each set equally likely (Knuth, The Art of
  /// Computer Programming, volume 2, 3.4.2, algorithm S).
  static func sample(_ count: Int, of total: Int, seed: UInt64) -> [Int] {
    var random = SplitMix64(seed: seed)
    var chosen: [Int] = []
    chosen.reserveCapacity(count)
    for number in 0..<total where chosen.count < count {
      // The upper half of the product is uniform below `total - number`, but for 2⁻³².
      let draw = random.next().multipliedFullWidth(by: UInt64(total - number)).high
      if draw < UInt64(count - chosen.count) { chosen.append(number) }
    }
    return chosen
  }
}
