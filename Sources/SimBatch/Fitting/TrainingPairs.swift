/// Judged pairs of unit rows, in folds.
struct TrainingPairs {
  /// By place in `rows`.
  let pairs: [RowPair]
  let labels: [Double]
  private let kind: JudgedPairs.Kind
  /// How alike each pair is, from 0 (the least label) to 1.
  private let weights: [Double]
  private let rows: UnitRows
  private let folds: RowFolds

  /// - Parameter usable: numbers of the judged pairs that take part.
  /// - Throws: ``JobError/data(_:)`` for pairs that are too few.
  init(
    _ matrix: StoredMatrix,
    _ judged: JudgedPairs,
    usable: [Int],
    seed: UInt64,
    kernels: Kernels
  ) throws(JobError) {
    let chosen = usable.map { judged.pairs[$0] }
    let used = Set(chosen.flatMap { [$0.row, $0.other] }).sorted()
    let place = Dictionary(uniqueKeysWithValues: used.enumerated().map { ($1, $0) })
    pairs = chosen.map { RowPair(row: place[$0.row] ?? 0, other: place[$0.other] ?? 0) }
    labels = usable.map { judged.labels[$0] }
    kind = judged.kind
    let (least, greatest) = (labels.min() ?? 0, labels.max() ?? 0)
    weights = labels.map { greatest > least ? ($0 - least) / (greatest - least) : 0 }
    rows = try UnitRows(used, of: matrix, dimensions: matrix.dimensionCount, kernels: kernels)
    folds = RowFolds(pairs: pairs, rowCount: used.count, seed: seed)
    let tooFew = Self.allFolds.contains { fold in
      Self.allFolds.contains { other in
        let learned = folds.pairs(without: [fold, other])
        return !learned.contains { weights[$0] > 0 } || folds.pairs(of: fold).isEmpty
      }
    }
    guard !tooFew else {
      throw .data(
        """
        \(judged.name): expected pairs enough to hold out \(Self.allFolds.count) folds that share no \
        row, found \(pairs.count.counted("pair")) of \(used.count.counted("row"))
        """
      )
    }
  }

  private static let allFolds = Array(0..<RowFolds.count)

  /// What pairs say that have no row in the folds `left`.
  func fit(without left: [Int]) throws(JobError) -> Whitening {
    let learned = left.isEmpty ? Array(pairs.indices) : folds.pairs(without: left)
    return try Whitening(
      left: rows,
      right: rows,
      pairs: learned.map { pairs[$0] },
      weights: learned.map { weights[$0] }
    )
  }

  /// Cosines of all pairs by maps that had seen no row of them.
  struct Validation {
    /// By pair; nil for those between folds.
    let heldOut: [Double?]
    /// The shrinkage that is best on all folds held out.
    let choice: Int
  }

  func crossValidated() throws(JobError) -> Validation {
    // By candidate: the sum of figures on folds held out beside each fold.
    let candidates = Whitening.shrinkages.count
    let none = [Double](repeating: 0, count: candidates)
    var inner = [[Double]](repeating: none, count: RowFolds.count)
    for fold in Self.allFolds {
      for other in 0..<fold {
        let whitening = try fit(without: [fold, other])
        // Each of the two is held out beside the other.
        for (left, tested) in [(fold, other), (other, fold)] {
          let figures = try figures(whitening, of: tested)
          for candidate in 0..<candidates { inner[left][candidate] += figures[candidate] }
        }
      }
    }
    var heldOut = [Double?](repeating: nil, count: pairs.count)
    var all = none
    for fold in Self.allFolds {
      let tested = folds.pairs(of: fold)
      let cosines = try fit(without: [fold]).cosines(rows, pairs: tested.map { pairs[$0] })
      for (place, index) in tested.enumerated() {
        heldOut[index] = cosines[Self.best(inner[fold])][place]
      }
      for candidate in 0..<candidates { all[candidate] += figure(cosines[candidate], of: tested) }
    }
    return Validation(heldOut: heldOut, choice: Self.best(all))
  }

  /// The greatest; of equals the last, which changes the least.
  private static func best(_ figures: [Double]) -> Int {
    figures.indices.reduce(0) { figures[$1] >= figures[$0] ? $1 : $0 }
  }

  private func figures(_ whitening: Whitening, of fold: Int) throws(JobError) -> [Double] {
    let tested = folds.pairs(of: fold)
    let cosines = try whitening.cosines(rows, pairs: tested.map { pairs[$0] })
    return cosines.map { figure($0, of: tested) }
  }

  /// AUC, or Spearman's coefficient; 0 where a fold has one kind of pairs only.
  private func figure(_ cosines: [Double], of tested: [Int]) -> Double {
    let labels = tested.map { self.labels[$0] }
    let figure =
      kind == .binary
      ? RankedLabels(likeness: cosines.map { Float($0) }, labels: labels.map { $0 == 1 })
        .figures().areaUnderCurve : Correlation.spearman(cosines, labels)
    return figure.isFinite ? figure : 0
  }
}
