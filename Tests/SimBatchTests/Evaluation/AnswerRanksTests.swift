import Testing

@testable import SimBatch

@Suite("Ranks of answers")
struct AnswerRanksTests {
  private static func ranks(
    base: StoredMatrix,
    queries: StoredMatrix,
    _ questions: [JudgedAnswers.Question],
    _ variant: SimilarityVariant,
    kernels: Kernels? = nil,
    workers: Int = 2
  ) throws -> [Int?] {
    let kernels = try kernels ?? Kernels.selected()
    let sides = try ExaminedSides(
      base: base,
      queries: queries,
      measure: variant.measure,
      rows: variant.rowOptions(onBadRow: .skip),
      kernels: kernels,
      workers: workers
    )
    return try AnswerRanks(sides, kernels: kernels, workers: workers).ranks(of: questions)
  }

  /// By sorting all rows: the place of the best answer.
  private static func expected(
    _ brute: BruteForce,
    _ questions: [JudgedAnswers.Question]
  ) -> [Int?] {
    questions.map { question in
      // Scores as they are reported decide.
      let all = brute.answers(row: question.query, farthest: false, includeSelf: true)
        .map { (row: $0.row, score: Float($0.score)) }
      let sign: Float = brute.measure.isDistance ? -1 : 1
      let sorted = all.sorted {
        $0.score != $1.score ? sign * $0.score > sign * $1.score : $0.row < $1.row
      }
      return sorted.firstIndex { question.answers.contains($0.row) }.map { $0 + 1 }
    }
  }

  private static func questions(_ count: Int, answers: Int, of n: Int, seed: UInt64)
    -> [JudgedAnswers.Question]
  {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { query in
      JudgedAnswers.Question(
        query: query,
        answers: (0..<1 + random.next(below: answers)).map { _ in random.next(below: n) }
      )
    }
  }

  @Test(
    "are the places after sorting",
    arguments: Measure.allCases,
    [(3, 1), (70, 3), (1500, 16), (2100, 5)] as [(Int, Int)]
  )
  func sorting(measure: Measure, shape: (n: Int, d: Int)) throws {
    let d = measure == .pearson ? max(3, shape.d) : shape.d
    let base = try storedMatrix(Rows.gaussian(shape.n, d, seed: 21))
    let queries = try storedMatrix(Rows.gaussian(40, d, seed: 22))
    let asked = Self.questions(40, answers: 3, of: shape.n, seed: 23)
    for centers in [false, true] {
      let variant = SimilarityVariant(measure, centersColumns: centers)
      let brute = BruteForce(
        values(of: base),
        queries: values(of: queries),
        measure: measure,
        centerColumns: centers
      )
      let found = try Self.ranks(base: base, queries: queries, asked, variant)
      #expect(found == Self.expected(brute, asked), "\(variant.name)")
    }
  }

  @Test("count equal scores of lower rows only, of which there are many", arguments: [1, 2, 3])
  func ties(workers: Int) throws {
    // Whole numbers, so that dot products and squared distances are exact.
    let base = try storedMatrix(Rows.smallIntegers(1300, 3, seed: 31, range: -1...1))
    let queries = try storedMatrix(Rows.smallIntegers(30, 3, seed: 32, range: -1...1))
    let asked = Self.questions(30, answers: 2, of: 1300, seed: 33)
    for measure in [Measure.dot, .euclidean] {
      let brute = BruteForce(values(of: base), queries: values(of: queries), measure: measure)
      let found = try Self.ranks(
        base: base,
        queries: queries,
        asked,
        SimilarityVariant(measure),
        workers: workers
      )
      #expect(found == Self.expected(brute, asked))
    }
  }

  @Test("are the same with every instruction set, and where norms differ a lot")
  func kernels() throws {
    var random = SplitMix64(seed: 44)
    let rows = Rows.gaussian(900, 12, seed: 41).map { row in
      let factor = [1e-12, 1e-3, 1, 1e6][random.next(below: 4)]
      return row.map { $0 * factor }
    }
    let base = try storedMatrix(rows)
    let queries = try storedMatrix(Rows.gaussian(25, 12, seed: 42))
    let asked = Self.questions(25, answers: 2, of: 900, seed: 43)
    for measure in Measure.allCases {
      let brute = BruteForce(values(of: base), queries: values(of: queries), measure: measure)
      let expected = Self.expected(brute, asked)
      for kernels in Kernels.available {
        let found = try Self.ranks(
          base: base,
          queries: queries,
          asked,
          SimilarityVariant(measure),
          kernels: kernels
        )
        #expect(found == expected, "\(measure) \(kernels.name)")
      }
    }
  }

  @Test("leave out bad rows, and queries and answers that are")
  func badRows() throws {
    let base = try storedMatrix([[1, 0], [.nan, 0], [0.9, 0.1], [0, 0], [0, 1]])
    let queries = try storedMatrix([[1, 0.01], [0, 0], [1, 0]])
    let asked = [
      JudgedAnswers.Question(query: 0, answers: [4, 1]),
      JudgedAnswers.Question(query: 1, answers: [0]),
      JudgedAnswers.Question(query: 2, answers: [3]),
      JudgedAnswers.Question(query: 2, answers: [2, 3, 2]),
    ]
    let found = try Self.ranks(base: base, queries: queries, asked, SimilarityVariant(.cosine))
    #expect(found == [3, nil, nil, 2])
    #expect(try Self.ranks(base: base, queries: queries, [], SimilarityVariant(.dot)).isEmpty)
  }

  @Test("of rows that are all the same are their numbers")
  func equalRows() throws {
    let base = try storedMatrix([[Double]](repeating: [1, 2, 4], count: 1100))
    let queries = try storedMatrix([[4, 2, 1]])
    let asked = [0, 1, 700, 1099].map { JudgedAnswers.Question(query: 0, answers: [$0]) }
    for measure in Measure.allCases {
      let found = try Self.ranks(base: base, queries: queries, asked, SimilarityVariant(measure))
      #expect(found == [1, 2, 701, 1100])
    }
  }
}
