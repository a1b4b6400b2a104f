import CSimKernels

/// The vectors that questions ask about, as rows that are compared with those of the matrix.
///
/// A row stands for itself, with exactly its stored values. An expression stands for the sum of its
/// rows as the measure prepares them, each with its sign: centred and normalized (Pearson),
/// normalized (cosine), as stored (dot, Euclid); after `--dims` and `--center-columns`.
struct QuestionVectors {
  private let matrix: StoredMatrix
  private let measure: Measure
  private let dimensions: Int
  /// The mean row that the comparison will subtract.
  let columnMean: Memory<Double>?
  private let kernels: Kernels
  private let workers: Int

  /// - Parameter base: the rows that the vectors are compared with.
  init(_ matrix: StoredMatrix, among base: StoredMatrix, options: NeighborOptions) throws(JobError)
  {
    self.matrix = matrix
    measure = options.measure
    dimensions = options.rows.dimensions ?? matrix.dimensionCount
    kernels = try Kernels.selected()
    workers = options.resources.workerCount
    columnMean =
      options.rows.centerColumns
      ? try ColumnMean.of(
        RowSource(matrix: base, dimensions: dimensions, columnMean: nil),
        kernels: kernels,
        workers: workers
      ) : nil
  }

  /// A row of `Double` values, d as the matrix has, for each question. (A `Double` holds every
  /// element exactly.)
  ///
  /// - Throws: ``JobError/data(_:)`` naming a row that the measure cannot judge, or a sum.
  func matrix(of questions: [ResolvedQuestion]) throws(JobError) -> StoredMatrix {
    let used = Array(Set(questions.flatMap(\.rows))).sorted()
    let place = Dictionary(uniqueKeysWithValues: used.enumerated().map { ($1, $0) })
    let stored = try StoredMatrix(
      doubles: used.flatMap(storedValues),
      dimensionCount: matrix.dimensionCount,
      name: matrix.name
    )
    let rows = try examine(stored)
    var values: [Double] = []
    for question in questions {
      for row in question.rows.sorted() {
        guard let reason = rows.reason(ofBadRow: place[row] ?? 0) else { continue }
        throw .data(
          "\(question.option): row \(matrix.number(ofRow: row)) of \(matrix.name) \(reason)\(cannotJudge)"
        )
      }
      if let row = question.row {
        values += storedValues(ofRow: row)
      } else {
        values += try sum(of: question, rows) { place[$0] ?? 0 }
      }
    }
    let vectors = try StoredMatrix(
      doubles: values,
      dimensionCount: matrix.dimensionCount,
      name: "the questions about \(matrix.name)"
    )
    if let bad = try examine(vectors).badRows(limit: 1).first {
      throw .data("\(questions[bad.row].option): the sum \(bad.reason)\(cannotJudge)")
    }
    return vectors
  }

  private var cannotJudge: String { ", which \(measure.rawValue) cannot judge" }

  private func storedValues(ofRow row: Int) -> [Double] {
    (0..<matrix.dimensionCount).map { matrix.value(row: row, dimension: $0) }
  }

  private func examine(_ rows: StoredMatrix) throws(JobError) -> ExaminedRows {
    try ExaminedRows(
      RowSource(matrix: rows, dimensions: dimensions, columnMean: columnMean),
      measure: measure,
      kernels: kernels,
      workers: workers
    )
  }

  /// Σ ±y over the rows y of an expression as they are prepared, and the mean row that the
  /// comparison takes away again; zeros beyond the dimensions that take part.
  ///
  /// - Throws: ``JobError/data(_:)`` where unit rows cancel: what is left of them is rounding.
  private func sum(
    of question: ResolvedQuestion,
    _ rows: ExaminedRows,
    place: (Int) -> Int
  ) throws(JobError) -> [Double] {
    var sum = [Double](repeating: 0, count: matrix.dimensionCount)
    let expanded = try Memory<Double>(count: dimensions)
    var source = rows.source.kernelRows
    for term in question.terms {
      let row = place(term.row)
      let info = rows.info[row]
      kernels.table.pointee.expand(&source, row, info.scale, info.shift, expanded.pointer)
      let factor = term.factor / (measure.hasUnitRows ? info.norm : info.scale)
      for l in 0..<dimensions { sum[l] += factor * expanded[l] }
    }
    let length = sum.reduce(0) { $0 + $1 * $1 }.squareRoot()
    if measure.hasUnitRows, length <= Self.rounding * Double(question.terms.count) {
      throw .data("\(question.option): the sum has length zero\(cannotJudge)")
    }
    if let columnMean { for l in 0..<dimensions { sum[l] += columnMean[l] } }
    return sum
  }

  /// Far more than rounding leaves of unit rows that cancel, and far less than any other sum has.
  private static let rounding = 0x1p-40
}
