/// Sums of scores by cell that do not depend on the order in which threads add to them.
///
/// What is added is rounded to a whole number of units, so that all sums are exact. 2⁷² units are as
/// large as the greatest score: a mean is off by less than 2⁻⁷² of that, and 2⁵⁴ scores fit into a sum.
struct CellSums {
  private static let unitsOfGreatest = 72
  /// What is beyond, such as a score that is infinite, counts as so many units.
  private static let mostUnits = 0x1p120

  private var sums: [Int128]
  /// Units of 1, a power of two.
  private let scale: Double

  var count: Int { sums.count }

  static func byteCount(cells: Int) -> Int { cells * MemoryLayout<Int128>.size }

  /// - Parameter greatest: no score's magnitude is more than about this.
  init(count: Int, greatest: Double) {
    sums = [Int128](repeating: 0, count: count)
    let exponent = greatest > 0 && greatest.isFinite ? Int(greatest.exponent) : 0
    scale = Double(
      sign: .plus,
      exponent: Self.unitsOfGreatest - min(512, max(-512, exponent)),
      significand: 1
    )
  }

  mutating func add(_ value: Double, to cell: Int) {
    guard !value.isNaN else { return }
    let units = max(-Self.mostUnits, min(Self.mostUnits, value * scale))
    sums[cell] &+= Int128(units.rounded())
  }

  subscript(cell: Int) -> Double { Double(sums[cell]) / scale }
}
