/// Divides the pairs of a job into regions of nearly equal expected cost that have few rows each.
///
/// A region for several shards is cut in two, by rows or by columns, where the expected costs of the
/// two sides are as their numbers of shards; of the two cuts the one is taken after which the sides
/// have fewer rows. So regions become squares, which have the fewest rows for their pairs.
struct RegionSplit {
  let costs: PairCosts
  /// Cuts are at multiples of this.
  let granularity: Int

  /// - Returns: `count` regions, in an order in which neighbors share rows; some are empty where there
  ///   are fewer pairs than shards.
  /// - Complexity: O(count · log(n) · bins²).
  func regions(of whole: PairRegion, count: Int) -> [PairRegion] {
    precondition(count > 0)
    guard count > 1 else { return [whole] }
    let firstCount = count / 2
    let share = costs.cost(of: whole) * Double(firstCount) / Double(count)
    let cuts = [cut(whole, byRows: true, share), cut(whole, byRows: false, share)]
    let (first, second) =
      rowCount(cuts[0]) <= rowCount(cuts[1]) ? cuts[0] : cuts[1]
    return regions(of: first, count: firstCount) + regions(of: second, count: count - firstCount)
  }

  /// Rows that the sides of a cut have together; a cut that leaves all on one side is the worst.
  private func rowCount(_ sides: (PairRegion, PairRegion)) -> Int {
    if sides.0.pairCount == 0 || sides.1.pairCount == 0 { return .max }
    return sides.0.rowCount + sides.1.rowCount
  }

  /// The cut after which the first side costs nearest to `share`.
  private func cut(_ region: PairRegion, byRows: Bool, _ share: Double) -> (
    PairRegion, PairRegion
  ) {
    let range = byRows ? region.rows : region.columns
    func sides(_ place: Int) -> (PairRegion, PairRegion) {
      let place = min(max(place * granularity, range.lowerBound), range.upperBound)
      let (before, after) = (range.lowerBound..<place, place..<range.upperBound)
      func side(_ part: Range<Int>) -> PairRegion {
        PairRegion(
          rows: byRows ? part : region.rows,
          columns: byRows ? region.columns : part,
          isSelfJoin: region.isSelfJoin
        )
      }
      return (side(before), side(after))
    }
    // The first place at which the first side costs `share` or more.
    var (low, high) = (range.lowerBound / granularity, range.upperBound / granularity + 1)
    while low < high {
      let middle = (low + high) / 2
      if costs.cost(of: sides(middle).0) < share { low = middle + 1 } else { high = middle }
    }
    let candidates = [sides(low), sides(max(0, low - 1))]
    func miss(_ sides: (PairRegion, PairRegion)) -> Double { abs(costs.cost(of: sides.0) - share) }
    return miss(candidates[0]) <= miss(candidates[1]) ? candidates[0] : candidates[1]
  }
}
