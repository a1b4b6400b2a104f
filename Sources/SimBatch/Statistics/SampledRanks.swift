/// Values in their order, for rank correlations of samples that are drawn from them.
struct SampledRanks: Sendable {
  private let values: [Double]
  /// Numbers of the values, ascending by value.
  private let order: [Int]

  /// - Precondition: no value is NaN.
  /// - Complexity: O(n log n).
  init(_ values: [Double]) {
    self.values = values
    order = values.indices.sorted { values[$0] < values[$1] }
  }

  /// The rank of each value in a sample that has it so many times; equal ones share the mean of
  /// their places. What was not drawn has the rank that it would come after.
  ///
  /// - Complexity: O(n).
  func ranks(_ drawn: [Int32]) -> [Double] {
    var ranks = [Double](repeating: 0, count: values.count)
    var (first, before) = (0, 0)
    while first < order.count {
      var (end, equal) = (first, 0)
      while end < order.count, values[order[end]] == values[order[first]] {
        equal += Int(drawn[order[end]])
        end += 1
      }
      for place in first..<end { ranks[order[place]] = Double(before) + Double(equal + 1) / 2 }
      before += equal
      first = end
    }
    return ranks
  }

  /// Pearson's coefficient of ranks, each counted as often as it was drawn, which is Spearman's of
  /// the sample. 0 where only `x` is all equal: it follows nothing; NaN where `y` is.
  ///
  /// - Complexity: O(n).
  static func correlation(_ x: [Double], _ y: [Double], _ drawn: [Int32]) -> Double {
    precondition(x.count == y.count && x.count == drawn.count)
    let count = drawn.reduce(0.0) { $0 + Double($1) }
    // Ranks of a sample have this mean, whatever their ties.
    let mean = (count + 1) / 2
    var (xx, yy, xy) = (0.0, 0.0, 0.0)
    for index in x.indices where drawn[index] > 0 {
      let (dx, dy, times) = (x[index] - mean, y[index] - mean, Double(drawn[index]))
      xx += times * dx * dx
      yy += times * dy * dy
      xy += times * dx * dy
    }
    return xx == 0 && yy > 0 ? 0 : xy / (xx * yy).squareRoot()
  }
}
