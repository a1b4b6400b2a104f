/// How many duplicates have which score with the row they are a duplicate of.
public struct ScoreHistogram: Encodable, Equatable, Sendable {
  private static let binCount = 10

  /// Bounds of the bins, ascending, one more than bins; a bin has its lower bound, the last one
  /// both. Empty without scores.
  public let bounds: [Float]
  public let counts: [Int]

  /// Bins of equal width from the least to the greatest score; a single one if all are equal.
  init(_ scores: [Float]) {
    guard let least = scores.min(), let greatest = scores.max() else {
      (bounds, counts) = ([], [])
      return
    }
    guard least < greatest, (greatest - least).isFinite else {
      (bounds, counts) = ([least, greatest], [scores.count])
      return
    }
    let width = Double(greatest) - Double(least)
    let bounds = (0...Self.binCount).map { bin in
      bin == Self.binCount
        ? greatest : Float(Double(least) + width * Double(bin) / Double(Self.binCount))
    }
    var counts = [Int](repeating: 0, count: Self.binCount)
    for score in scores {
      let bin = bounds.dropLast().lastIndex { $0 <= score } ?? 0
      counts[bin] += 1
    }
    (self.bounds, self.counts) = (bounds, counts)
  }

  /// A line for each bin: bounds, count, and a bar as long as its share of the greatest.
  public var lines: [String] {
    let most = max(1, counts.max() ?? 1)
    let barLength = 40
    return counts.indices.map { bin in
      let bar = String(repeating: "█", count: (counts[bin] * barLength + most - 1) / most)
      let range = "\(Self.text(bounds[bin])) – \(Self.text(bounds[bin + 1]))"
      let padding = String(repeating: " ", count: max(0, 24 - range.count))
      let number = "\(counts[bin])"
      let space = String(repeating: " ", count: max(0, 9 - number.count))
      return "\(range)\(padding)\(space)\(number) \(bar)"
    }
  }

  /// Four digits after the point, or fewer.
  private static func text(_ value: Float) -> String {
    abs(value) < 1e6 ? "\((Double(value) * 1e4).rounded() / 1e4)" : "\(value)"
  }
}
