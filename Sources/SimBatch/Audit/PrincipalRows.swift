import CSimKernels

/// The rows of a matrix in coordinates on their principal axes, the strongest first.
///
/// With p the rows as the measure prepares them (cosine: of unit length; pearson: centred, of unit
/// length; dot: as stored; euclidean: less the mean row, which no distance depends on; the last two
/// times a power of two), the axes are the eigenvectors of Σ p pᵀ over all rows, not centred, by
/// descending eigenvalue. Row r of the result is the product of p with each axis, as `f32`.
/// Products, lengths and distances of whole rows are those of p. Moments and axes are computed in
/// `Double`, coordinates in `Float`: their last digits depend on BLAS, not on threads.
struct PrincipalRows: Sendable {
  /// Good rows × d.
  let matrix: StoredMatrix
  /// By row of ``matrix``: its position in the base.
  let positions: [Int]

  /// Moments are added in so many parts at once, and then in order: sums do not depend on threads.
  private static let parts = 4
  /// Rows that are converted or projected at a time.
  private static let run = 128

  /// Bytes that it takes to make, and to search, the rows of `rowCount` rows.
  static func byteCount(rowCount: Int, dimensions: Int) -> Int {
    2 * PreparedSide.byteCount(rowCount: rowCount, dimensions: dimensions)
      + parts * 8 * dimensions * dimensions
  }

  /// Beyond so many dimensions eigenvectors take too long.
  private static let mostDimensions = 4096

  /// - Returns: nil beyond 4,096 dimensions, or where LAPACK does not converge.
  /// - Throws: ``JobError/outOfMemory(bytes:)``.
  /// - Complexity: O(n · d² + d³), the first in parallel; 2 · n · d floats of memory.
  init?(_ examined: ExaminedRows, kernels: Kernels, workers: Int) throws(JobError) {
    guard examined.source.dimensions <= Self.mostDimensions else { return nil }
    try BLAS.start(workers: workers)
    let side = try PreparedSide(
      examined,
      frame: Frame(
        measure: examined.measure,
        base: examined,
        queries: nil,
        kernels: kernels,
        workers: workers
      ),
      farthest: false,
      merging: true,
      kernels: kernels,
      workers: workers
    )
    positions = (0..<examined.source.rowCount).filter { examined.isGood($0) }
    guard let axes = try Self.axes(side, positions: positions, workers: workers) else {
      return nil
    }
    matrix = try Self.project(side, positions: positions, onto: axes, workers: workers)
  }

  /// d × d, an axis a row, the strongest first.
  private static func axes(_ side: PreparedSide, positions: [Int], workers: Int) throws(JobError)
    -> Memory<Float>?
  {
    let d = side.dimensions
    let moments = try Memory<Double>(count: parts * d * d)
    let buffers = try Memory<Double>(count: workers * run * d)
    let share = (positions.count + parts - 1) / parts
    Workers.forEachChunk(of: positions.count, size: max(1, share), workers: workers) {
      worker,
      part in
      let buffer = buffers.pointer + worker * run * d
      for first in stride(from: part.lowerBound, to: part.upperBound, by: run) {
        let rows = first..<min(first + run, part.upperBound)
        for (index, row) in rows.enumerated() {
          let prepared = Int(side.distinct.preparedRow[positions[row]])
          let values = side.values.pointer + prepared * side.stride
          for l in 0..<d { buffer[index * d + l] = Double(values[l]) }
        }
        BLAS.addSecondMoments(
          of: buffer,
          count: rows.count,
          dimensions: d,
          to: moments.pointer + part.lowerBound / share * d * d
        )
      }
    }
    let sum = moments.pointer
    for part in 1..<parts { for at in 0..<d * d { sum[at] += sum[part * d * d + at] } }
    guard BLAS.eigenvectors(of: moments, order: d) != nil else { return nil }
    // Ascending eigenvalues: the last axis becomes the first.
    let axes = try Memory<Float>(count: d * d)
    for axis in 0..<d {
      for l in 0..<d { axes.pointer[axis * d + l] = Float(sum[(d - 1 - axis) * d + l]) }
    }
    return axes
  }

  /// Identical rows get the same coordinates, bit by bit: they are projected once.
  private static func project(
    _ side: PreparedSide,
    positions: [Int],
    onto axes: Memory<Float>,
    workers: Int
  ) throws(JobError) -> StoredMatrix {
    let d = side.dimensions
    let matrix = try StoredMatrix(
      name: "rows on principal axes",
      zeroedRows: positions.count,
      dimensionCount: d
    )
    let places = try Memory<UInt32>(count: side.examined.source.rowCount)
    for (place, position) in positions.enumerated() { places[position] = UInt32(place) }
    let tiles = try Memory<Float>(count: workers * run * d)
    Workers.forEachChunk(of: side.rowCount, size: run, workers: workers) { worker, rows in
      let tile = tiles.pointer + worker * run * d
      BLAS.multiply(
        left: side.values.pointer + rows.lowerBound * side.stride,
        leftStride: side.stride,
        rows: rows.count,
        right: axes.pointer,
        rightStride: d,
        columns: d,
        dimensions: d,
        sign: 1,
        tile: tile,
        tileStride: d
      )
      for (index, prepared) in rows.enumerated() {
        for stored in side.distinct.members(of: UInt32(prepared)) {
          matrix.setRow(Int(places[Int(stored)]), from: tile + index * d)
        }
      }
    }
    return matrix
  }

  /// Answers among these rows as answers among rows of the base.
  func inBase(_ answers: NeighborRows) -> NeighborRows {
    var answers = answers
    answers.neighbors = answers.neighbors.map { $0 < 0 ? $0 : Int32(positions[Int($0)]) }
    return answers
  }

  /// The rows of ``matrix`` that are at `rows` of the base, ascending.
  ///
  /// - Precondition: they are good.
  func places(of rows: [Int]) -> [Int] {
    let wanted = Set(rows)
    return positions.indices.filter { wanted.contains(positions[$0]) }
  }
}
