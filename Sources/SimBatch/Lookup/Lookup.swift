/// Questions about a few rows of a matrix: the rows most like them, or least.
///
/// The rows that a question used are left out of its answer, unless
/// ``NeighborOptions/selfNeighbor`` says otherwise; exact twins of theirs are answers as others are.
/// Everything is as exact as ``NeighborSearch``, which does the work.
public struct Lookup {
  /// What to tell the user: names that several rows have.
  public let warnings: [String]
  /// For each question a line that says what was asked.
  public let headings: [String]
  /// What sinks need to know: a row for each question.
  public let table: NeighborTable
  private let search: NeighborSearch

  /// - Parameters:
  ///   - questions: at least one; answers come in this order.
  ///   - matrix: n × d; the rows that questions are about.
  ///   - candidates: some rows of the same input, which answers come from; nil for those of `matrix`.
  ///   - names: of all rows of its input, by number; nil where they have none.
  /// - Throws: ``JobError/usage(_:)`` for a row or name that is not there and an expression that
  ///   cannot be read; ``JobError/data(_:)`` for a row or sum that the measure cannot judge.
  /// - Complexity: O(bytes of the names) for each name; O(n · d) to centre columns.
  public init(
    _ questions: [LookupQuestion],
    in matrix: StoredMatrix,
    among candidates: StoredMatrix? = nil,
    names: RowIds? = nil,
    options: NeighborOptions
  ) throws(JobError) {
    let numbers = matrix.rowNumbers
    let base = candidates ?? matrix
    precondition(!questions.isEmpty && (names == nil || names?.count == numbers.wholeCount))
    precondition(base.rowNumbers.wholeCount == numbers.wholeCount, "rows of another input")
    try JobChecks.requireShapes(base: base, queries: matrix, rows: options.rows)
    var resolver = QuestionResolver(matrix, names: names)
    var resolved: [ResolvedQuestion] = []
    for question in questions { resolved.append(try resolver.resolve(question)) }
    warnings = resolver.warnings
    let ownRows = resolved.map { question in
      Set(question.rows.compactMap { base.rowNumbers.position(of: numbers[$0]) })
    }
    if options.selfNeighbor == .first {
      try Self.requireSingleRows(resolved, ownRows)
    }
    var options = options
    // Questions are few, and chosen: what is random are pairs of the rows that they are about.
    options.calibration?.isOfBaseOnly = true
    let vectors = try QuestionVectors(matrix, among: base, options: options)
    var search = try NeighborSearch(
      base: base,
      queries: vectors.matrix(of: resolved),
      ownRows: ownRows,
      options: options
    )
    search.columnMean = vectors.columnMean
    self.search = search
    let kind = "\(options.farthest ? "farthest" : "nearest") by \(options.measure.rawValue)"
    headings = resolved.map { "\($0.heading(numbers)): \(kind)" }
    table = NeighborTable(
      rowCount: resolved.count,
      neighborCount: search.neighborCount,
      columnCount: base.rowCount,
      valueName: options.measure.isDistance ? .distance : .score,
      neighborNumbers: base.rowNumbers,
      questionRows: resolved.map { $0.row.map { numbers[$0] } },
      rowIds: names.map { _ in RowIds(utf8: resolved.map(\.name)) },
      neighborIds: names,
      isCalibrated: options.calibration != nil
    )
  }

  /// - Throws: ``JobError/usage(_:)`` for a question whose answer cannot start with the row asked for.
  private static func requireSingleRows(_ questions: [ResolvedQuestion], _ ownRows: [Set<Int>])
    throws(JobError)
  {
    for (question, own) in zip(questions, ownRows) {
      guard question.row != nil else {
        throw .usage("\(question.option): a sum is no row that --self first could put first")
      }
      guard own.count == 1 else {
        throw .usage("\(question.option): --self first needs the row among the candidates")
      }
    }
  }

  /// Answers all questions, in order.
  ///
  /// - Throws: as ``NeighborSearch/run(to:progress:)``.
  /// - Complexity: O(q · n · d) for q questions.
  public func run(to sink: any NeighborSink, progress: (any ProgressObserver)? = nil) throws
    -> NeighborReport
  {
    try search.run(to: sink, progress: progress)
  }
}
