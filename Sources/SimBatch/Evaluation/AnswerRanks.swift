import CSimKernels

/// The ranks of answers among all rows of the base, exact, without scoring all pairs in `Double`.
///
/// The rank of an answer is 1 and the number of rows before it in the program's order: of a better
/// reported score, or of an equal one and a lower row. Matrix products and their proven error tell for
/// most rows which side of the answer they are on; the few others are scored as all reported scores are.
struct AnswerRanks {
  private let comparison: Comparison
  private let scorer: PairScorer
  private let examined: ExaminedSides
  private let kernels: Kernels
  private let workers: Int

  /// Columns of a tile.
  private static let width = 1024

  /// - Precondition: `examined` has queries.
  /// - Complexity: O(n · d), in parallel.
  init(_ examined: ExaminedSides, kernels: Kernels, workers: Int) throws(JobError) {
    guard let queries = examined.queries else { preconditionFailure("answers need queries") }
    let frame = try Frame(
      measure: examined.base.measure,
      base: examined.base,
      queries: queries,
      kernels: kernels,
      workers: workers
    )
    // Identical rows are kept apart: each counts.
    func prepare(_ rows: ExaminedRows) throws(JobError) -> OrderedSide {
      try OrderedSide(
        PreparedSide(
          rows,
          frame: frame,
          farthest: false,
          merging: false,
          kernels: kernels,
          workers: workers
        )
      )
    }
    comparison = try Comparison(
      rows: prepare(queries),
      columns: prepare(examined.base),
      farthest: false,
      scale: frame.scale,
      kernels: kernels
    )
    scorer = try PairScorer(examined, kernels: kernels, workers: workers)
    self.examined = examined
    self.kernels = kernels
    self.workers = workers
  }

  /// A question whose query can be judged, and its best answer.
  private struct Aim: BitwiseCopyable {
    /// Its number among the questions.
    let question: Int
    /// Position of its query in the comparison.
    let position: Int
    /// Stored row of the answer.
    let answer: Int
    let key: Float
  }

  /// The rank of the best answer of each question, from 1; nil where its query, or each of its
  /// answers, is a bad row.
  ///
  /// - Parameter done: called by workers for pairs that are behind them.
  /// - Complexity: O(questions · n · d), in parallel.
  func ranks(
    of questions: [JudgedAnswers.Question],
    done: (@Sendable (_ pairs: Int) -> Void)? = nil
  ) throws(JobError) -> [Int?] {
    let aims = try Memory(aims(questions))
    guard aims.count > 0 else { return questions.map { _ in nil } }
    let height = max(16, min(256, (aims.count + 4 * workers - 1) / (4 * workers)))
    let space = try (0..<workers).map { _ throws(JobError) in
      try Space(height: height, width: Self.width, comparison: comparison)
    }
    let ahead = try Memory<Int>(count: aims.count)
    Workers.forEachChunk(of: aims.count, size: height, workers: workers) { worker, range in
      self.count(aims, range, into: ahead, space[worker])
      done?(range.count * self.comparison.columns.rowCount)
    }
    var ranks: [Int?] = questions.map { _ in nil }
    for index in 0..<aims.count { ranks[aims[index].question] = 1 + ahead[index] }
    return ranks
  }

  /// The best answer of each question that has one.
  private func aims(_ questions: [JudgedAnswers.Question]) throws(JobError) -> [Aim] {
    guard let queries = examined.queries else { return [] }
    let pairs = questions.flatMap { question in
      question.answers.map { RowPair(row: question.query, other: $0) }
    }
    let scores = try scorer.scores(of: pairs)
    var aims: [Aim] = []
    var next = 0
    for (number, question) in questions.enumerated() {
      var best: (row: Int, key: Float)?
      for answer in question.answers {
        let key = comparison.key(of: scores[next])
        next += 1
        guard !key.isNaN else { continue }
        if let best, (key, best.row) <= (best.key, answer) { continue }
        best = (answer, key)
      }
      guard let best, queries.isGood(question.query) else { continue }
      let position = Int(comparison.rows.position[question.query])
      aims.append(Aim(question: number, position: position, answer: best.row, key: best.key))
    }
    return aims
  }

  /// What a worker needs.
  private struct Space: Sendable {
    let queries: Memory<Float>
    let products: Memory<Float>
    let undecided: Memory<UInt32>
    let expanded: Memory<Double>

    init(height: Int, width: Int, comparison: Comparison) throws(JobError) {
      queries = try Memory(count: height * comparison.rows.side.stride)
      products = try Memory(count: height * width)
      undecided = try Memory(count: width)
      expanded = try Memory(count: comparison.dimensions)
    }
  }

  /// Counts, for some aims, the rows before each, over all columns.
  private func count(
    _ aims: Memory<Aim>,
    _ range: Range<Int>,
    into ahead: Memory<Int>,
    _ space: Space
  ) {
    let (rows, columns) = (comparison.rows.side, comparison.columns.side)
    for (place, index) in range.enumerated() {
      let row = Int(comparison.rows.preparedRow[aims[index].position])
      (space.queries.pointer + place * rows.stride)
        .update(from: rows.values.pointer + row * rows.stride, count: rows.stride)
    }
    for first in stride(from: 0, to: columns.rowCount, by: Self.width) {
      let count = min(Self.width, columns.rowCount - first)
      BLAS.multiply(
        left: space.queries.pointer,
        leftStride: rows.stride,
        rows: range.count,
        right: columns.values.pointer + first * columns.stride,
        rightStride: columns.stride,
        columns: count,
        dimensions: comparison.dimensions,
        sign: comparison.sign,
        tile: space.products.pointer,
        tileStride: Self.width
      )
      for (place, index) in range.enumerated() {
        ahead[index] += self.count(
          aims[index],
          products: space.products.pointer + place * Self.width,
          columns: first..<first + count,
          space
        )
      }
    }
  }

  /// The rows before an answer among `columns`, by position.
  private func count(
    _ aim: Aim,
    products: UnsafePointer<Float>,
    columns: Range<Int>,
    _ space: Space
  ) -> Int {
    let limits = sim_rank_limits(
      least: comparison.screenValue(ofKey: aim.key),
      greatest: sim_greatest_screen_value_of_key(comparison.scoring, aim.key)
    )
    var undecided = 0
    var ahead = sim_count_above(
      products,
      columns.count,
      comparison.rowBounds,
      UInt32(aim.position),
      comparison.columnBounds,
      UInt32(columns.lowerBound),
      limits,
      space.undecided.pointer,
      &undecided
    )
    guard undecided > 0 else { return ahead }
    let query = Int(comparison.rows.storedRow[aim.position])
    let norm = comparison.rows.side.examined.info[query].norm
    sim_expand_row(comparison.scoring, comparison.rowSide, query, space.expanded.pointer)
    for index in 0..<undecided {
      let column = columns.lowerBound + Int(space.undecided[index])
      let stored = Int(comparison.columns.storedRow[column])
      let key = comparison.key(
        of: sim_reported_score(
          comparison.scoring,
          space.expanded.pointer,
          norm,
          comparison.columnSide,
          stored
        )
      )
      if key > aim.key || (key == aim.key && stored < aim.answer) { ahead += 1 }
    }
    return ahead
  }
}
