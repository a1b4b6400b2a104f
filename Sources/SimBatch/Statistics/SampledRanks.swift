/// Values in their order, for ranks in many samples drawn from them: one sort for all of them.
struct SampledRanks: Sendable {
  /// Numbers of the values, in ascending order of these.
  private let order: [Int32]
  /// Where each run of equal values ends in `order`.
  private let ends: [Int32]

  /// - Precondition: no value is NaN.
  /// - Complexity: O(n log n).
  init(_ values: [Double]) {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ends: [Int32] = []
    for place in order.indices
    where place + 1 == order.count || values[order[place]] != values[order[place + 1]] {
      ends.append(Int32(place + 1))
    }
    self.order = order.map { Int32($0) }
    self.ends = ends
  }

  /// Ranks in the sample that has each value as often as `drawn` says, less their mean; equal values
  /// share the mean of their places.
  ///
  /// - Returns: by value.
  /// - Complexity: O(n).
  func centeredRanks(_ drawn: [Int32]) -> [Double] {
    var ranks = [Double](repeating: 0, count: order.count)
    let middle = Double(drawn.reduce(0) { $0 + Int($1) } + 1) / 2
    var (first, before) = (0, 0)
    for end in ends {
      var weight = 0
      for place in first..<Int(end) { weight += Int(drawn[Int(order[place])]) }
      let rank = Double(before) + Double(weight + 1) / 2 - middle
      for place in first..<Int(end) { ranks[Int(order[place])] = rank }
      before += weight
      first = Int(end)
    }
    return ranks
  }

  /// Pearson's coefficient of centred ranks, each counted as often as it was drawn, which is
  /// Spearman's of the sample; NaN where `y` is all equal.
  ///
  /// - Parameter ofConstant: what it is where only `x` is all equal.
  /// - Complexity: O(n).
  static func correlation(
    _ x: [Double],
    _ y: [Double],
    _ drawn: [Int32],
    ofConstant: Double = .nan
  ) -> Double {
    precondition(x.count == y.count && x.count == drawn.count)
    var (xx, yy, xy) = (0.0, 0.0, 0.0)
    for index in drawn.indices {
      let weight = Double(drawn[index])
      xx += weight * x[index] * x[index]
      yy += weight * y[index] * y[index]
      xy += weight * x[index] * y[index]
    }
    return xx == 0 && yy > 0 ? ofConstant : xy / (xx * yy).squareRoot()
  }

  /// The area under the ROC curve of these values in a drawn sample: the share of pairs of one of the
  /// first `split` values and one of the others in which the former is greater; equal ones count ½.
  /// NaN where the sample has none of either.
  ///
  /// - Complexity: O(n).
  func areaUnderCurve(split: Int, _ drawn: [Int32], _ others: [Int32]) -> Double {
    var (first, below, total) = (0, 0, 0)
    var area = 0.0
    for end in ends {
      var (own, other) = (0, 0)
      for place in first..<Int(end) {
        let number = Int(order[place])
        if number < split {
          own += Int(drawn[number])
        } else {
          other += Int(others[number - split])
        }
      }
      area += Double(own) * (Double(below) + Double(other) / 2)
      below += other
      total += own
      first = Int(end)
    }
    return area / (Double(total) * Double(below))
  }
}

extension Bootstrap {
  /// Spearman's correlation, with its interval; NaN where a list is constant.
  ///
  /// - Complexity: O(n log n + replicates · n).
  func spearman(_ x: [Double], _ y: [Double], replicates: Int) -> Estimate {
    precondition(x.count == y.count)
    let (byX, byY) = (SampledRanks(x), SampledRanks(y))
    return estimate(count: x.count, replicates: replicates) { drawn in
      SampledRanks.correlation(byX.centeredRanks(drawn), byY.centeredRanks(drawn), drawn)
    }
  }

  /// The area under the ROC curve, with its interval: how often one of `values` is greater than one
  /// of `others`, equal ones counting ½. NaN where there are none of either.
  ///
  /// - Complexity: O(n log n + replicates · n).
  func areaUnderCurve(_ values: [Double], over others: [Double]) -> Estimate {
    let ranks = SampledRanks(values + others)
    return estimate(counts: (values.count, others.count)) {
      ranks.areaUnderCurve(split: values.count, $0, $1)
    }
  }
}
