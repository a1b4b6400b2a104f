/// Which rows of an input a matrix has: its rows are counted from 0, and each knows the number that
/// it has in the whole input.
///
/// Everything that is computed counts rows by position; outputs and errors give these numbers.
public struct RowNumbers: Equatable, Sendable {
  /// n of the whole input.
  public let wholeCount: Int
  /// Ranges of numbers, ascending, apart from each other, not empty.
  private let ranges: [Range<Int>]
  /// By range: the position of its first row; and the count of all at the end.
  private let starts: [Int]

  /// All rows of an input.
  init(whole count: Int) {
    precondition(count >= 0)
    self.init(ranges: count == 0 ? [] : [0..<count], wholeCount: count)
  }

  /// - Parameter ranges: ascending, apart from each other, within the input.
  init(ranges: [Range<Int>], wholeCount: Int) {
    precondition(ranges.allSatisfy { $0.lowerBound >= 0 && $0.upperBound <= wholeCount })
    precondition(zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound < $1.lowerBound })
    self.wholeCount = wholeCount
    self.ranges = ranges.filter { !$0.isEmpty }
    starts = self.ranges.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
  }

  /// - Parameter numbers: ascending, each once, within the input.
  init(listed numbers: [Int], wholeCount: Int) {
    var ranges: [Range<Int>] = []
    for number in numbers {
      if let last = ranges.last, last.upperBound == number {
        ranges[ranges.count - 1] = last.lowerBound..<number + 1
      } else {
        ranges.append(number..<number + 1)
      }
    }
    self.init(ranges: ranges, wholeCount: wholeCount)
  }

  /// Rows there are.
  public var count: Int { starts[starts.count - 1] }

  /// Whether these are all rows of the input, so that position and number are the same.
  public var isWhole: Bool { count == wholeCount }

  /// The numbers of a matrix whose rows follow each other in the input; nil if they do not.
  var singleRange: Range<Int>? {
    ranges.count == 1 ? ranges[0] : ranges.isEmpty ? 0..<0 : nil
  }

  /// The number in the whole input of the row at `position`.
  ///
  /// - Complexity: O(log(ranges)); O(1) for a matrix without gaps.
  public subscript(position: Int) -> Int {
    precondition(position >= 0 && position < count, "row out of range")
    guard ranges.count > 1 else { return ranges[0].lowerBound + position }
    let range = lastRange { starts[$0] <= position }
    return ranges[range].lowerBound + position - starts[range]
  }

  /// The last of the ranges for which `isBefore` holds, as it does for the first some of them; the
  /// first where it holds for none.
  private func lastRange(_ isBefore: (Int) -> Bool) -> Int {
    var (low, high) = (0, ranges.count - 1)
    while low < high {
      let middle = (low + high + 1) / 2
      if isBefore(middle) { low = middle } else { high = middle - 1 }
    }
    return low
  }

  /// The position of the row of this number; nil where it is not among these.
  ///
  /// - Complexity: O(log(ranges)).
  func position(of number: Int) -> Int? {
    guard !ranges.isEmpty else { return nil }
    let range = lastRange { ranges[$0].lowerBound <= number }
    guard ranges[range].contains(number) else { return nil }
    return starts[range] + number - ranges[range].lowerBound
  }

  /// The rows of these at the positions that `numbers` names.
  func selecting(_ numbers: RowNumbers) -> RowNumbers {
    precondition(numbers.wholeCount == count)
    guard !isWhole else { return numbers }
    return RowNumbers(listed: (0..<numbers.count).map { self[numbers[$0]] }, wholeCount: wholeCount)
  }
}
