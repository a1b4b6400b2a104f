import CSimKernels

/// How alike the orders are in which similarities put all rows, seen from sampled rows.
///
/// For a sampled row and two variants: Spearman's correlation of its reported scores with all other
/// rows that every variant can judge (distances are negated, so that it is of likeness).
struct AgreementRanks: Sendable {
  /// By variant, then by variant: of each sampled row, in their order; NaN where all its scores are
  /// equal. Nil for variants that are left out.
  private let correlations: [[[Double]?]]

  /// - Complexity: O(rows · variants · n · d), in parallel over rows.
  init(_ variants: AgreementVariants, rows: [Int], means: AuditMeans) throws(JobError) {
    let judges = variants.variants.indices.filter { variants.examined[$0] != nil }
    var scorers: [PairScorer] = []
    for judge in judges {
      guard let sides = variants.examined[judge] else { continue }
      scorers.append(try PairScorer(sides, kernels: means.kernels, workers: 1))
    }
    let workers = min(means.workers, max(1, rows.count))
    let places = try RankPlaces(
      common: variants.common,
      judges: judges.count,
      dimensions: means.base.dimensionCount,
      workers: workers
    )
    let table = try Memory<Double>(count: rows.count * judges.count * judges.count)
    let (all, kernels) = (scorers, means.kernels)
    Workers.forEachChunk(of: rows.count, size: 1, workers: workers) { worker, range in
      for index in range {
        places.rank(rows[index], by: all, worker: worker)
        for one in judges.indices {
          for other in 0...one {
            let at = (index * judges.count + one) * judges.count + other
            table[at] = places.correlation(one, other, kernels: kernels, worker: worker)
          }
        }
      }
    }
    var correlations = [[[Double]?]](
      repeating: Array(repeating: nil, count: variants.variants.count),
      count: variants.variants.count
    )
    for (place, one) in judges.enumerated() {
      for (otherPlace, other) in judges.enumerated() where otherPlace <= place {
        let sign =
          variants.variants[one].measure.isDistance == variants.variants[other].measure.isDistance
          ? 1.0 : -1
        correlations[one][other] = rows.indices.map {
          sign * table[($0 * judges.count + place) * judges.count + otherPlace]
        }
      }
    }
    self.correlations = correlations
  }

  /// Of each sampled row, those that have one: a row whose scores are all equal has no order.
  func correlations(_ one: Int, _ other: Int) -> [Double] {
    (correlations[max(one, other)][min(one, other)] ?? []).filter { !$0.isNaN }
  }
}

/// Room for the ranks of one row's scores by every judge, for each worker.
private final class RankPlaces: Sendable {
  /// Rows that are ranked, with the sampled row among them.
  private let common: Memory<UInt32>
  private let judges: Int
  private let dimensions: Int
  private let scores: Memory<Float>
  private let keys: Memory<UInt64>
  private let ranks: Memory<Double>
  private let expansion: Memory<Double>

  init(common: [Int], judges: Int, dimensions: Int, workers: Int) throws(JobError) {
    self.common = try Memory(common.map { UInt32($0) })
    self.judges = judges
    self.dimensions = dimensions
    scores = try Memory(count: workers * common.count)
    keys = try Memory(count: workers * 2 * common.count)
    ranks = try Memory(count: workers * judges * common.count)
    expansion = try Memory(count: workers * dimensions)
  }

  /// Ranks all other rows by their scores with `row`.
  func rank(_ row: Int, by scorers: [PairScorer], worker: Int) {
    let count = common.count
    let own = scores.pointer + worker * count
    let work = keys.pointer + worker * 2 * count
    let place = self.place(of: row)
    for (judge, scorer) in scorers.enumerated() {
      scorer.score(
        row: row,
        with: common,
        to: own,
        expansion: expansion.pointer + worker * dimensions
      )
      // The row itself is no other row: the last takes its place, alike for all judges.
      own[place] = own[count - 1]
      sim_centered_ranks(own, count - 1, work, work + count, ranks(judge, worker: worker))
    }
  }

  /// Spearman's correlation of the ranks of two judges. Ranks are whole numbers, and so are the
  /// sums of their products: exact up to about 2⁵³, which 300,000 rows do not reach.
  func correlation(_ one: Int, _ other: Int, kernels: Kernels, worker: Int) -> Double {
    let (x, y) = (ranks(one, worker: worker), ranks(other, worker: worker))
    func product(_ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>) -> Double {
      kernels.table.pointee.dot?(a, b, common.count - 1) ?? .nan
    }
    return product(x, y) / (product(x, x) * product(y, y)).squareRoot()
  }

  private func ranks(_ judge: Int, worker: Int) -> UnsafeMutablePointer<Double> {
    ranks.pointer + (worker * judges + judge) * common.count
  }

  private func place(of row: Int) -> Int {
    var (low, high) = (0, common.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if Int(common[middle]) < row { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
