/// Values in ascending order, for quantiles and ranks.
struct SortedValues: Sendable {
  let values: [Double]

  /// - Precondition: no value is NaN.
  /// - Complexity: O(n log n).
  init(_ values: [Double]) { self.values = values.sorted() }

  var isEmpty: Bool { values.isEmpty }
  var count: Int { values.count }

  /// The value below which `share` of the values lie: between two of them in proportion, as NumPy's
  /// `quantile` has it (Hyndman and Fan, The American Statistician 50, 1996, type 7).
  ///
  /// - Precondition: there are values, and `share` is from 0 to 1.
  func quantile(_ share: Double) -> Double {
    precondition(!values.isEmpty && (0...1).contains(share))
    let place = share * Double(values.count - 1)
    let below = Int(place)
    let above = min(below + 1, values.count - 1)
    return values[below] + (place - Double(below)) * (values[above] - values[below])
  }

  /// How many values are less than `value`.
  ///
  /// - Complexity: O(log n).
  func countBelow(_ value: Double) -> Int {
    var (low, high) = (0, values.count)
    while low < high {
      let middle = (low + high) / 2
      if values[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
