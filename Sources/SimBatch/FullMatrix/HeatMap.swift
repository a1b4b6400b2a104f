import CSimKernels
import Synchronization

/// A picture of the matrix: each cell the mean of a rectangle of scores, as a colour.
///
/// Memory grows with the picture, not with the matrix: tiles are added to the sums of their cells.
final class HeatMap: ScoreTarget, @unchecked Sendable {
  /// Cells along a side of the matrix, and how many rows fall into one.
  struct Axis: Sendable {
    let rowCount: Int
    let rowsPerCell: Int
    let cellCount: Int
    /// Pixels along a cell.
    let zoom: Int

    /// Whole rows to a cell, so that all cells weigh alike; few rows get large cells.
    init(rowCount: Int, size: Int) {
      self.rowCount = rowCount
      rowsPerCell = max(1, (rowCount + size - 1) / size)
      cellCount = (rowCount + rowsPerCell - 1) / rowsPerCell
      zoom = max(1, min(64, size / max(1, cellCount)))
    }

    var pixelCount: Int { cellCount * zoom }

    /// Good rows of each cell.
    func goodRows(_ places: RowPlaces) -> [Int] {
      var counts = [Int](repeating: 0, count: cellCount)
      for place in 0..<rowCount where places.preparedRow[place] != DistinctRows.none {
        counts[place / rowsPerCell] += 1
      }
      return counts
    }
  }

  let output: ScoreOutput
  private let shape: FullMatrixShape
  private let rows: Axis
  private let columns: Axis
  private let title: String
  private let sums = Mutex(CellSums(count: 0, greatest: 1))
  // Set by `prepare`, before there are other threads; a line for each worker.
  private var kernels: Kernels?
  private var lines: [Memory<Double>] = []

  /// Bad rows are known beforehand and counted apart.
  let missing: Float = 0
  /// Sums, then means, a copy to sort, and the picture.
  var memory: TargetMemory {
    let cells = rows.cellCount * columns.cellCount
    return TargetMemory(byteCount: CellSums.byteCount(cells: cells) + cells * 16 + (4 << 20))
  }

  /// - Parameter size: pixels of a side, at most.
  init(_ output: ScoreOutput, title: String, shape: FullMatrixShape, size: Int) {
    precondition(!shape.isUpper && size > 0)
    self.output = output
    self.title = title
    self.shape = shape
    rows = Axis(rowCount: shape.rowCount, size: size)
    columns = Axis(rowCount: shape.columnCount, size: size)
  }

  func prepare(_ blocks: ScoreBlocks, greatest: Double, kernels: Kernels, workers: Int) throws {
    self.kernels = kernels
    let cells = rows.cellCount * columns.cellCount
    sums.withLock { $0 = CellSums(count: cells, greatest: greatest) }
    lines = try (0..<workers).map { _ in try Memory(count: blocks.width) }
  }

  func take(_ tile: ScoreTile) {
    guard let kernels else { preconditionFailure("a tile before prepare") }
    let place = tile.place
    let line = lines[tile.worker]
    var first = place.rows.lowerBound
    while first < place.rows.upperBound {
      let cell = first / rows.rowsPerCell
      let end = min((cell + 1) * rows.rowsPerCell, place.rows.upperBound)
      line.pointer.update(repeating: 0, count: place.columns.count)
      sim_add_columns(
        kernels.table,
        tile.values + (first - place.rows.lowerBound) * tile.stride,
        tile.stride,
        end - first,
        place.columns.count,
        line.pointer
      )
      add(line, place.columns, row: cell, mirrored: shape.isMirrored && !place.isDiagonal)
      first = end
    }
  }

  /// Adds the column sums of a row of cells.
  private func add(_ line: Memory<Double>, _ range: Range<Int>, row: Int, mirrored: Bool) {
    let firstCell = range.lowerBound / columns.rowsPerCell
    let lastCell = (range.upperBound - 1) / columns.rowsPerCell
    let added = (firstCell...lastCell).map { cell in
      let own = (cell * columns.rowsPerCell..<(cell + 1) * columns.rowsPerCell).clamped(to: range)
      return own.reduce(0.0) { $0 + line.pointer[$1 - range.lowerBound] }
    }
    let width = columns.cellCount
    sums.withLock { sums in
      for (index, sum) in added.enumerated() {
        sums.add(sum, to: row * width + firstCell + index)
        if mirrored { sums.add(sum, to: (firstCell + index) * width + row) }
      }
    }
  }

  func finish(_ block: ScoreBlock, worker: Int) {}

  func complete(rows rowPlaces: RowPlaces, columns columnPlaces: RowPlaces) throws {
    let means = means(rows.goodRows(rowPlaces), columns.goodRows(columnPlaces))
    let scale = ColorScale(of: means, measure: shape.measure)
    let picture = HeatMapPicture(means, rows: rows, columns: columns, scale: scale).picture
    try output.bytes.append(PNG.bytes(picture, palette: scale.palette, title: title))
  }

  /// The mean of each cell, NaN where it has no good pair.
  private func means(_ rowCounts: [Int], _ columnCounts: [Int]) -> [Float] {
    sums.withLock { sums in
      var means = [Float](repeating: .nan, count: sums.count)
      for row in rowCounts.indices {
        for column in columnCounts.indices {
          let count = rowCounts[row] * columnCounts[column]
          let index = row * columnCounts.count + column
          if count > 0 { means[index] = Float(sums[index] / Double(count)) }
        }
      }
      return means
    }
  }
}
