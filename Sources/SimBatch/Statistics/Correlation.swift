/// How two lists of values go together.
enum Correlation {
  /// Pearson's coefficient; NaN where a list is constant or has fewer than two values.
  ///
  /// - Complexity: O(n).
  static func pearson(_ x: [Double], _ y: [Double]) -> Double {
    precondition(x.count == y.count)
    guard x.count > 1 else { return .nan }
    let count = Double(x.count)
    let (meanX, meanY) = (x.reduce(0, +) / count, y.reduce(0, +) / count)
    var (xx, yy, xy) = (0.0, 0.0, 0.0)
    for index in x.indices {
      let (dx, dy) = (x[index] - meanX, y[index] - meanY)
      xx += dx * dx
      yy += dy * dy
      xy += dx * dy
    }
    return xy / (xx * yy).squareRoot()
  }

  /// Spearman's coefficient: that of Pearson over ranks; equal values share the mean of theirs.
  ///
  /// - Complexity: O(n log n).
  static func spearman(_ x: [Double], _ y: [Double]) -> Double {
    pearson(Ranks.average(x), Ranks.average(y))
  }
}

/// Places of values in their order.
enum Ranks {
  /// From 1; equal values have the mean of their places.
  ///
  /// - Precondition: no value is NaN.
  /// - Complexity: O(n log n).
  static func average(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var first = 0
    while first < order.count {
      var end = first + 1
      while end < order.count, values[order[end]] == values[order[first]] { end += 1 }
      for place in first..<end { ranks[order[place]] = Double(first + 1 + end) / 2 }
      first = end
    }
    return ranks
  }
}
