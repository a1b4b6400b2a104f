import CSimKernels

/// How the finite rows of a matrix spread about their mean: variances on their principal axes.
///
/// The d × d second moments S of the rows less their mean give all: variances are the eigenvalues of
/// S, and the participation ratio (Σλ)² / Σλ² = (tr S)² / ‖S‖² needs none of them. Beyond
/// ``mostDimensions`` the products of rows with each other stand for S: their eigenvalues are the
/// same but for zeros.
struct RowSpectrum {
  /// Shares of the variance, greatest first; empty where rows do not vary.
  let shares: [Double]
  /// The participation ratio; 0 where rows do not vary.
  let effectiveDimension: Estimate

  /// Multiplications and additions that second moments may take.
  static let mostOperations = 4e11
  /// Dimensions up to which the d × d moments are held.
  static let mostDimensions = 4096
  /// Values of rows that are held at once beyond that.
  private static let mostValues = 1 << 26
  /// Parts of a sample that tell how far it may be off.
  private static let groupCount = 8
  /// 97.5% of Student's distribution of 7 degrees of freedom, for as many groups and one.
  private static let studentFactor = 2.3646

  /// - Parameter operations: what second moments may take; beyond, a sample of rows is taken.
  /// - Complexity: O(n · d² + d³), at most `operations` of the former.
  static func of(_ means: AuditMeans, operations: Double = mostOperations) throws -> RowSpectrum {
    try BLAS.start(workers: means.workers)
    let d = means.rows.dimensions ?? means.base.dimensionCount
    let isDual = d > mostDimensions
    let most =
      isDual
      ? max(2, min(2048, mostValues / d))
      : max(groupCount * 2, Int(operations / (Double(d) * Double(d))))
    let isSampled = means.base.rowCount > most
    let matrix =
      isSampled
      ? try means.base.selecting(RowSelection(sampleCount: most, seed: means.seed(for: .matrix)))
      : means.base
    let rows = try CentredRows(matrix, dimensions: d, means: means)
    let moments =
      isDual
      ? try Moments(products: rows, groupCount: groupCount)
      : try Moments(of: rows, groupCount: groupCount, workers: means.workers)
    return RowSpectrum(moments, rows: rows, isSampled: isSampled)
  }

  private init(_ moments: Moments, rows: CentredRows, isSampled: Bool) {
    let count = rows.positions.count
    // Less is what rounding leaves of equal rows: their mean is exact to some 2⁻⁵⁰.
    let variance = moments.trace / Double(max(1, count))
    guard variance > 0x1p-80 * rows.meanSquare, variance.isFinite else {
      shares = []
      effectiveDimension = .exact(0, count: count)
      return
    }
    let ratio = moments.trace * moments.trace / moments.squares
    var half = 0.0
    if isSampled, moments.groupRatios.count > 1 {
      let n = Double(moments.groupRatios.count)
      let mean = moments.groupRatios.reduce(0, +) / n
      let squares = moments.groupRatios.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      half = Self.studentFactor * (squares / (n - 1) / n).squareRoot()
    }
    effectiveDimension = Estimate(value: ratio, low: ratio - half, high: ratio + half, count: count)
    let total = moments.eigenvalues.reduce(0) { $0 + max(0, $1) }
    shares = moments.eigenvalues.reversed().map { max(0, $0) / total }
  }

  /// The least number of axes with so much of the variance.
  func axes(for share: Double) -> Int {
    var sum = 0.0
    for (index, part) in shares.enumerated() {
      sum += part
      // The shares add up to 1 but for rounding.
      if sum >= share - 0x1p-40 { return index + 1 }
    }
    return shares.count
  }
}

/// The finite rows of a matrix, less their mean.
struct CentredRows: Sendable {
  let positions: [Int]
  let dimensions: Int
  /// Length of the mean row, squared.
  let meanSquare: Double
  let source: RowSource
  let kernels: Kernels

  /// - Complexity: O(n · d), in parallel.
  init(_ matrix: StoredMatrix, dimensions: Int, means: AuditMeans) throws(JobError) {
    let plain = RowSource(matrix: matrix, dimensions: dimensions, columnMean: nil)
    let examined = try ExaminedRows(
      plain,
      measure: .cosine,
      kernels: means.kernels,
      workers: means.workers
    )
    positions = (0..<matrix.rowCount).filter { examined.reason(ofBadRow: $0)?.isNotFinite != true }
    let mean = try ColumnMean.of(plain, kernels: means.kernels, workers: means.workers)
    meanSquare = (0..<dimensions).reduce(0) { $0 + mean[$1] * mean[$1] }
    source = RowSource(matrix: matrix, dimensions: dimensions, columnMean: mean)
    kernels = means.kernels
    self.dimensions = dimensions
  }

  /// Writes rows one after another. Returns the sums of their squared lengths and of the squares of
  /// these.
  func expand(_ range: Range<Int>, to values: UnsafeMutablePointer<Double>) -> (
    squares: Double, fourths: Double
  ) {
    var rows = source.kernelRows
    var sums = (squares: 0.0, fourths: 0.0)
    for (index, position) in positions[range].enumerated() {
      let row = values + index * dimensions
      kernels.table.pointee.expand(&rows, position, 1, 0, row)
      let square = kernels.table.pointee.dot(row, row, dimensions)
      sums.squares += square
      sums.fourths += square * square
    }
    return sums
  }
}

/// Second moments of rows, of all and of some groups of them.
private struct Moments {
  /// tr S.
  let trace: Double
  /// ‖S‖², the sum of all squares.
  let squares: Double
  /// Ascending.
  let eigenvalues: [Double]
  /// The participation ratio by each group of rows alone, without the bias of its size.
  let groupRatios: [Double]

  /// Rows that are expanded at a time.
  private static let chunk = 256
  /// Up to so many dimensions the moments of all groups are held at once.
  private static let mostForParallel = 1024

  /// The sums of each group in the order of rows, then the groups in order, so that nothing depends
  /// on the number of workers.
  init(of rows: CentredRows, groupCount: Int, workers: Int) throws(JobError) {
    let d = rows.dimensions
    let total = try Memory<Double>(count: d * d)
    let sums = try Memory<Double>(count: 2 * groupCount)
    let groups = Self.groups(of: rows.positions.count, groupCount)
    let together = d <= Self.mostForParallel ? groupCount : 1
    var ratios: [Double] = []
    for first in stride(from: 0, to: groupCount, by: together) {
      var grams: [Memory<Double>] = []
      var buffers: [Memory<Double>] = []
      for _ in 0..<together {
        grams.append(try Memory(count: d * d))
        buffers.append(try Memory(count: Self.chunk * d))
      }
      let (madeGrams, madeBuffers) = (grams, buffers)
      Workers.forEachChunk(of: together, size: 1, workers: workers) { _, range in
        for index in range {
          let sum = Self.add(
            rows,
            groups[first + index],
            to: madeGrams[index],
            buffer: madeBuffers[index]
          )
          (sums[2 * (first + index)], sums[2 * (first + index) + 1]) = sum
        }
      }
      for index in 0..<together {
        let group = first + index
        ratios += Self.ratio(
          trace: sums[2 * group],
          squares: Self.squares(grams[index].pointer, order: d, stride: d),
          fourths: sums[2 * group + 1],
          count: groups[group].count
        )
        let (to, from) = (total.pointer, grams[index].pointer)
        for entry in 0..<d * d { to[entry] += from[entry] }
      }
    }
    trace = (0..<groupCount).reduce(0) { $0 + sums[2 * $1] }
    squares = Self.squares(total.pointer, order: d, stride: d)
    groupRatios = ratios
    eigenvalues = Self.eigenvalues(total, order: d, squares: squares)
  }

  /// By the products of rows with each other.
  init(products rows: CentredRows, groupCount: Int) throws(JobError) {
    let count = rows.positions.count
    let values = try Memory<Double>(count: count * rows.dimensions)
    let products = try Memory<Double>(count: count * count)
    trace = rows.expand(0..<count, to: values.pointer).squares
    if count > 0 {
      BLAS.rowProducts(
        of: values.pointer,
        count: count,
        dimensions: rows.dimensions,
        to: products.pointer
      )
    }
    squares = Self.squares(products.pointer, order: count, stride: count)
    groupRatios = Self.groups(of: count, groupCount).flatMap { group in
      let diagonal = group.map { products[$0 * count + $0] }
      return Self.ratio(
        trace: diagonal.reduce(0, +),
        squares: Self.squares(
          products.pointer + group.lowerBound * (count + 1),
          order: group.count,
          stride: count
        ),
        fourths: diagonal.reduce(0) { $0 + $1 * $1 },
        count: group.count
      )
    }
    eigenvalues = Self.eigenvalues(products, order: count, squares: squares)
  }

  private static func groups(of count: Int, _ groupCount: Int) -> [Range<Int>] {
    (0..<groupCount).map { $0 * count / groupCount..<($0 + 1) * count / groupCount }
  }

  private static func add(
    _ rows: CentredRows,
    _ group: Range<Int>,
    to gram: Memory<Double>,
    buffer: Memory<Double>
  ) -> (Double, Double) {
    var sums = (squares: 0.0, fourths: 0.0)
    for start in stride(from: group.lowerBound, to: group.upperBound, by: chunk) {
      let range = start..<min(start + chunk, group.upperBound)
      let added = rows.expand(range, to: buffer.pointer)
      sums.squares += added.squares
      sums.fourths += added.fourths
      BLAS.addSecondMoments(
        of: buffer.pointer,
        count: range.count,
        dimensions: rows.dimensions,
        to: gram.pointer
      )
    }
    return sums
  }

  /// The sum of squares of a symmetric matrix, of its upper triangle.
  private static func squares(_ matrix: UnsafePointer<Double>, order: Int, stride: Int) -> Double {
    var sum = 0.0
    for row in 0..<order {
      let values = matrix + row * stride
      var line = 0.0
      for column in (row + 1)..<max(order, row + 1) { line += values[column] * values[column] }
      sum += values[row] * values[row] + 2 * line
    }
    return sum
  }

  /// The ratio of what a group was drawn from: ‖S‖² sums (x·y)² over all pairs of its rows, of which
  /// those of a row with itself, |x|⁴, say nothing of others. None for a group that is too small.
  private static func ratio(trace: Double, squares: Double, fourths: Double, count: Int) -> [Double]
  {
    let n = Double(count)
    let between = (squares - fourths) / (n * (n - 1))
    guard count > 1, between > 0, between.isFinite else { return [] }
    return [trace / n * (trace / n) / between]
  }

  private static func eigenvalues(_ matrix: Memory<Double>, order: Int, squares: Double)
    -> [Double]
  {
    // LAPACK may never end on what is not finite.
    guard order > 0, squares.isFinite else { return [] }
    return BLAS.eigenvalues(of: matrix.pointer, order: order) ?? []
  }
}
