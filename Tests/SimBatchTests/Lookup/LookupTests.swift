import Testing

@testable import SimBatch

@Suite("Lookup")
struct LookupTests {
  /// Questions of every kind, and their rows with signs.
  private static let questions: [LookupQuestion] = [
    .row(17), .word("n3"), .like("n1 - n4 + n9"), .like("- n2 + n5"), .like("n6 + n6 - n7"),
  ]
  private static let terms: [[(sign: Double, row: Int)]] = [
    [(1, 17)], [(1, 3)], [(1, 1), (-1, 4), (1, 9)], [(-1, 2), (1, 5)], [(1, 6), (1, 6), (-1, 7)],
  ]

  private func names(_ count: Int) -> RowIds { RowIds((0..<count).map { "n\($0)" }) }

  private func found(_ lookup: Lookup) throws -> NeighborRows {
    let kept = KeptNeighbors()
    _ = try lookup.run(to: kept)
    return NeighborRows(
      firstRow: 0,
      neighborCount: kept.entryCount,
      neighbors: kept.neighbors,
      scores: kept.scores
    )
  }

  @Test("equals the brute force", arguments: Measure.allCases, ElementType.allCases)
  func exact(measure: Measure, type: ElementType) throws {
    var rows = Rows.smallIntegers(130, 19, seed: 21, range: 0...100)
    // Twins of rows that questions ask about are answers.
    for (twin, row) in [(40, 17), (41, 3), (42, 1), (99, 17)] { rows[twin] = rows[row] }
    let matrix = try storedMatrix(rows, as: type)
    for (farthest, includeSelf) in [(false, false), (true, false), (false, true)] {
      for (dimensions, centers) in [(nil, false), (11, false), (nil, true), (11, true)] {
        for count in [4, 500] {
          var options = NeighborOptions(measure: measure, count: count)
          options.farthest = farthest
          options.selfNeighbor = includeSelf ? .include : .exclude
          options.rows.dimensions = dimensions
          options.rows.centerColumns = centers
          let lookup = try Lookup(Self.questions, in: matrix, names: names(130), options: options)
          let reference = LookupReference(rows, Self.terms, options)
          let fault = reference.fault(in: try found(lookup), farthest: farthest, count: count)
          #expect(fault == nil, "\(options): \(fault ?? "")")
        }
      }
    }
  }

  @Test("gives the bytes of the full screen", arguments: Measure.allCases)
  func sameBytes(measure: Measure) throws {
    // Rows that questions are about differ, so that no sum is zero.
    let rows = Rows.gaussian(20, 33, seed: 3) + Rows.withTwins(680, 33, seed: 4)
    for type in [ElementType.f16, .f32, .f64] {
      let matrix = try storedMatrix(rows, as: type)
      for farthest in [false, true] {
        var options = NeighborOptions(measure: measure, count: 23)
        options.farthest = farthest
        options.rows.centerColumns = farthest
        let direct = try Lookup(Self.questions, in: matrix, names: names(700), options: options)
        options.resources.screen = .full
        let full = try Lookup(Self.questions, in: matrix, names: names(700), options: options)
        let (a, b) = (KeptNeighbors(), KeptNeighbors())
        #expect(try direct.run(to: a).work.screen == "direct")
        #expect(try full.run(to: b).work.screen == "full")
        #expect(a.neighbors == b.neighbors)
        #expect(a.scores.map(\.bitPattern) == b.scores.map(\.bitPattern))
      }
    }
  }

  @Test("gives the bytes that a search of all gives a row", arguments: Measure.allCases)
  func sameAsAll(measure: Measure) throws {
    let matrix = try storedMatrix(Rows.withTwins(300, 21, seed: 6), as: .f64)
    let options = NeighborOptions(measure: measure, count: 7)
    let all = try NeighborSearch(base: matrix, options: options).neighbors()
    let asked = Array(stride(from: 0, to: 300, by: 43))
    let some = try found(Lookup(asked.map { .row($0) }, in: matrix, options: options))
    for (question, row) in asked.enumerated() {
      #expect(some.neighbors(of: question) == all.neighbors(of: row))
    }
  }

  @Test("is the same for any number of threads, and for more questions than are scored directly")
  func manyQuestions() throws {
    let matrix = try storedMatrix(Rows.smallIntegers(2000, 3, seed: 9), as: .i8)
    var options = NeighborOptions(measure: .euclidean, count: 30)
    let all = try found(Lookup((0..<40).map { .row($0) }, in: matrix, options: options))
    for threads in [1, 2, 5] {
      options.resources.threads = threads
      for row in [0, 7, 39] {
        let one = try found(Lookup([.row(row)], in: matrix, options: options))
        #expect(one.neighbors(of: 0) == all.neighbors(of: row))
      }
    }
  }

  @Test("answers within a limit only")
  func limit() throws {
    let rows = Rows.gaussian(90, 5, seed: 2)
    let matrix = try storedMatrix(rows, as: .f64)
    var options = NeighborOptions(measure: .cosine, count: 90)
    let all = try found(Lookup([.row(8)], in: matrix, options: options)).neighbors(of: 0)
    options.limit = all[20].score
    let near = try found(Lookup([.row(8)], in: matrix, options: options)).neighbors(of: 0)
    #expect(near == Array(all[...20]))
  }

  @Test("finds nothing where a matrix has one row")
  func alone() throws {
    let matrix = try storedMatrix([[1, 2]])
    let lookup = try Lookup([.row(0)], in: matrix, options: NeighborOptions(count: 3))
    #expect(lookup.table.neighborCount == 3)
    #expect(try found(lookup).neighbors(of: 0).isEmpty)
  }

  @Test("takes the first of equal names and says so")
  func repeatedNames() throws {
    let matrix = try storedMatrix(Rows.gaussian(4, 3, seed: 1))
    let names = RowIds(["a", "b", "b", "c"])
    let lookup = try Lookup(
      [.word("b"), .like("b - a")],
      in: matrix,
      names: names,
      options: NeighborOptions(count: 3)
    )
    #expect(lookup.table.questionRows == [1, nil])
    #expect(lookup.warnings == ["'b' is the name of 2 rows; the first, 1, is taken"])
    #expect(try found(lookup).neighbors(of: 0).map(\.row).contains(2))
  }

  private static let mistakes: [(question: LookupQuestion, code: ExitCode, named: String)] = [
    (.row(6), .usage, "rows 0 to 5"), (.row(-1), .usage, "--row -1"),
    (.word("Dog"), .usage, "did you mean 'dog'?"), (.word("dgo"), .usage, "no row is called 'dgo'"),
    (.like("cat - dogs"), .usage, "did you mean 'dog'?"),
    (.like("dog cat"), .usage, "before 'cat'"),
    (.word("zero"), .data, "row 2 of test rows has length zero"),
    (.row(3), .data, "row 3 of test rows holds a NaN"),
    (.like("dog + nan"), .data, "row 3 of test rows holds a NaN"),
    (.like("dog - dog"), .data, "the sum has length zero"),
    (.like("dog + cat - twin - cat"), .data, "the sum has length zero"),
  ]

  @Test("names what it cannot find or judge", arguments: mistakes)
  func refusals(question: LookupQuestion, code: ExitCode, named: String) throws {
    let rows: [[Double]] = [
      [1, 2, 3], [3, 1, 0.5], [0, 0, 0], [.nan, 1, 2], [1, 2, 3], [9, 8, 1],
    ]
    let names = RowIds(["dog", "cat", "zero", "nan", "twin", "xylophone"])
    var options = NeighborOptions(measure: .cosine, count: 2)
    options.rows.onBadRow = .skip
    do {
      _ = try Lookup([question], in: storedMatrix(rows), names: names, options: options)
      Issue.record("\(question) was answered")
    } catch let error as JobError {
      #expect(error.exitCode == code)
      #expect(error.description.contains(named), "\(error)")
    }
  }

  @Test("needs names for words and sums", arguments: [LookupQuestion.word("a"), .like("a + b")])
  func needsNames(question: LookupQuestion) throws {
    let matrix = try storedMatrix([[1, 2], [2, 3]])
    #expect(throws: JobError.self) {
      try Lookup([question], in: matrix, options: NeighborOptions(count: 1))
    }
  }

  @Test("sums to zero under measures that do not mind", arguments: [Measure.dot, .euclidean])
  func zeroSum(measure: Measure) throws {
    let rows = Rows.gaussian(20, 6, seed: 5)
    let options = NeighborOptions(measure: measure, count: 4)
    let matrix = try storedMatrix(rows, as: .f64)
    let lookup = try Lookup([.like("n3 - n3")], in: matrix, names: names(20), options: options)
    let reference = LookupReference(rows, [[(1, 3), (-1, 3)]], options)
    #expect(reference.fault(in: try found(lookup), farthest: false, count: 4) == nil)
  }
}
