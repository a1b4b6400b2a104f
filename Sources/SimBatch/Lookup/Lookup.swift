/// Questions about a few rows of a matrix: the rows most like them, or least.
///
/// The rows that a question used are left out of its answer (with
/// ``NeighborOptions/includeSelf`` they stay); exact twins of theirs are answers as others are.
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
  ///   - matrix: n × d; the rows that are looked among.
  ///   - names: of all rows of its input, by number; nil where they have none.
  /// - Throws: ``JobError/usage(_:)`` for a row or name that is not there and an expression that
  ///   cannot be read; ``JobError/data(_:)`` for a row or sum that the measure cannot judge.
  /// - Complexity: O(bytes of the names) for each name; O(n · d) to centre columns.
  public init(
    _ questions: [LookupQuestion],
    in matrix: StoredMatrix,
    names: RowIds? = nil,
    options: NeighborOptions
  ) throws(JobError) {
    let numbers = matrix.rowNumbers
    precondition(!questions.isEmpty && (names == nil || names?.count == numbers.wholeCount))
    try JobChecks.requireShapes(base: matrix, queries: nil, rows: options.rows)
    var resolver = QuestionResolver(matrix, names: names?.selecting(numbers))
    var resolved: [ResolvedQuestion] = []
    for question in questions { resolved.append(try resolver.resolve(question)) }
    warnings = resolver.warnings
    var options = options
    // Questions are few, and chosen: what is random are pairs of the rows that they are about.
    options.calibration?.isOfBaseOnly = true
    let vectors = try QuestionVectors(matrix, options: options)
    var search = try NeighborSearch(
      base: matrix,
      queries: vectors.matrix(of: resolved),
      leavingOut: options.includeSelf ? [] : resolved.map(\.rows),
      options: options
    )
    search.columnMean = vectors.columnMean
    self.search = search
    let kind = "\(options.farthest ? "farthest" : "nearest") by \(options.measure.rawValue)"
    headings = resolved.map { "\($0.heading(numbers)): \(kind)" }
    table = NeighborTable(
      rowCount: resolved.count,
      neighborCount: search.neighborCount,
      columnCount: matrix.rowCount,
      valueName: options.measure.isDistance ? .distance : .score,
      neighborNumbers: numbers,
      questionRows: resolved.map { $0.row.map { numbers[$0] } },
      rowIds: names.map { _ in RowIds(utf8: resolved.map(\.name)) },
      neighborIds: names,
      isCalibrated: options.calibration != nil
    )
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
