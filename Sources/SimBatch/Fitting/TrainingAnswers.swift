/// Queries and the rows that answer them, as unit rows, in folds.
struct TrainingAnswers {
  /// A map of the queries and one of the base.
  struct Maps {
    let queries: Memory<Double>
    let base: Memory<Double>
  }

  /// How a pair of maps is learned.
  struct Candidate: Sendable {
    /// How strongly the queries' map is drawn to none; nil for none at all.
    let ridge: Double?
    let shrinkage: Double

    static let all: [Candidate] = [nil, 10, 1, 0.1].flatMap { ridge in
      [0.1, 0.3].map { Candidate(ridge: ridge, shrinkage: $0) }
    }
  }

  /// Of a query, by place in `queries`, and an answer, by place in `answers`.
  private let pairs: [RowPair]
  private let queries: UnitRows
  private let answers: UnitRows
  private let folds: RowFolds
  private let dimensions: Int

  /// - Parameter questions: of which all rows can be judged.
  /// - Throws: ``JobError/data(_:)`` for questions that are too few.
  init(
    _ questions: [JudgedAnswers.Question],
    queries: StoredMatrix,
    base: StoredMatrix,
    name: String,
    seed: UInt64,
    kernels: Kernels
  ) throws(JobError) {
    dimensions = base.dimensionCount
    let answerRows = Set(questions.flatMap(\.answers)).sorted()
    let place = Dictionary(uniqueKeysWithValues: answerRows.enumerated().map { ($1, $0) })
    pairs = questions.enumerated().flatMap { number, question in
      question.answers.map { RowPair(row: number, other: place[$0] ?? 0) }
    }
    self.queries = try UnitRows(
      questions.map(\.query),
      of: queries,
      dimensions: dimensions,
      kernels: kernels
    )
    answers = try UnitRows(answerRows, of: base, dimensions: dimensions, kernels: kernels)
    // Queries first, then answers: one graph.
    folds = RowFolds(
      pairs: pairs.map { RowPair(row: $0.row, other: questions.count + $0.other) },
      rowCount: questions.count + answerRows.count,
      seed: seed
    )
    guard Self.allFolds.allSatisfy({ folds.pairs(of: $0).count > 1 }) else {
      throw .data(
        """
        \(name): expected queries enough to hold out \(RowFolds.count) folds that share no row, found \
        \(questions.count)
        """
      )
    }
  }

  private static let allFolds = Array(0..<RowFolds.count)

  /// The fold of each question; nil where its answers are in several.
  var foldsOfQuestions: [Int?] {
    var found = [Set<Int?>](repeating: [], count: queries.count)
    for (index, pair) in pairs.enumerated() { found[pair.row].insert(folds.folds[index]) }
    return found.map { $0.count == 1 ? $0.first ?? nil : nil }
  }

  /// The candidate that is best for the folds beside each fold, and that for all.
  ///
  /// - Complexity: O(folds² · candidates · (d³ + pairs · d² + (pairs / folds)² · d)).
  func choices() throws(JobError) -> (byFold: [Candidate], all: Candidate) {
    let none = [Double](repeating: 0, count: Candidate.all.count)
    var inner = [[Double]](repeating: none, count: RowFolds.count)
    var all = none
    for fold in Self.allFolds {
      for other in 0..<fold {
        let learned = folds.pairs(without: [fold, other])
        for (index, candidate) in Candidate.all.enumerated() {
          let maps = try maps(candidate, from: learned)
          for (left, tested) in [(fold, other), (other, fold)] {
            let figure = try meanReciprocalRank(maps, of: folds.pairs(of: tested))
            inner[left][index] += figure
            all[index] += figure
          }
        }
      }
    }
    func best(_ figures: [Double]) -> Candidate {
      Candidate.all[figures.indices.reduce(0) { figures[$1] > figures[$0] ? $1 : $0 }]
    }
    return (inner.map(best), best(all))
  }

  /// Maps learned without the folds `left`.
  func maps(_ candidate: Candidate, without left: [Int]) throws(JobError) -> Maps {
    let learned = left.isEmpty ? Array(pairs.indices) : folds.pairs(without: left)
    return try maps(candidate, from: learned)
  }

  private func maps(_ candidate: Candidate, from learned: [Int]) throws(JobError) -> Maps {
    let chosen = learned.map { pairs[$0] }
    let turn = try candidate.ridge.map { ridge throws(JobError) in
      try regression(chosen, ridge: ridge)
    }
    let whitening = try Whitening(
      left: turn.map { turn throws(JobError) in try queries.multiplied(by: turn) } ?? queries,
      right: answers,
      pairs: chosen,
      weights: [Double](repeating: 1, count: chosen.count)
    )
    let base = try whitening.map(shrinkage: candidate.shrinkage)
    guard let turn else { return Maps(queries: base, base: base) }
    let d = dimensions
    let queryMap = try BLAS.multiply(turn, .no, base, .no, rows: d, inner: d, columns: d)
    return Maps(queries: queryMap, base: base)
  }

  /// The W by which queries come nearest to their answers, drawn to the identity: least
  /// Σ ‖q W − a‖² + r t ‖W − I‖², t = trace(QᵀQ) / d (Hoerl and Kennard, Technometrics 12, 1970).
  private func regression(_ chosen: [RowPair], ridge: Double) throws(JobError) -> Memory<Double> {
    let d = dimensions
    let asked = try gathered(queries, chosen.map(\.row))
    let answered = try gathered(answers, chosen.map(\.other))
    let moments = try BLAS.multiply(
      asked,
      .yes,
      asked,
      .no,
      rows: d,
      inner: chosen.count,
      columns: d
    )
    let right = try BLAS.multiply(
      asked,
      .yes,
      answered,
      .no,
      rows: d,
      inner: chosen.count,
      columns: d
    )
    let weight = ridge * (0..<d).reduce(0) { $0 + moments[$1 * d + $1] } / Double(d)
    for l in 0..<d {
      moments[l * d + l] += weight
      right[l * d + l] += weight
    }
    guard try BLAS.solve(moments, right, order: d, columns: d) else {
      throw .data("the queries cannot be mapped to their answers: their moments are singular")
    }
    return right
  }

  private func gathered(_ rows: UnitRows, _ places: [Int]) throws(JobError) -> Memory<Double> {
    let d = dimensions
    let values = try Memory<Double>(count: places.count * d)
    for (index, place) in places.enumerated() {
      (values.pointer + index * d).update(from: rows.values.pointer + place * d, count: d)
    }
    return values
  }

  /// Of answers among those of the tested pairs, by cosines of mapped rows.
  private func meanReciprocalRank(_ maps: Maps, of tested: [Int]) throws(JobError) -> Double {
    let (d, count) = (dimensions, tested.count)
    func mapped(_ rows: UnitRows, _ places: [Int], _ map: Memory<Double>) throws(JobError)
      -> Memory<Double>
    {
      try BLAS.multiply(
        gathered(rows, places),
        .no,
        map,
        .no,
        rows: count,
        inner: d,
        columns: d
      )
    }
    let asked = try mapped(queries, tested.map { pairs[$0].row }, maps.queries)
    let answered = try mapped(answers, tested.map { pairs[$0].other }, maps.base)
    for row in 0..<count {
      let values = answered.pointer + row * d
      let length = (0..<d).reduce(0) { $0 + values[$1] * values[$1] }.squareRoot()
      for l in 0..<d where length > 0 { values[l] /= length }
    }
    let products = try BLAS.multiply(
      asked,
      .no,
      answered,
      .yes,
      rows: count,
      inner: d,
      columns: count
    )
    var sum = 0.0
    for row in 0..<count {
      let values = products.pointer + row * count
      var rank = 1
      for other in 0..<count where values[other] > values[row] { rank += 1 }
      sum += 1 / Double(rank)
    }
    return sum / Double(count)
  }
}
