/// Rows that are mapped as they come.
final class MappedRowSupply: RowSupply {
  let shape: RowsShape
  private let rows: any RowSupply
  private let map: LinearMap
  private let threads: Int

  var format: MatrixFormat { rows.format }
  var reading: String? { rows.reading }
  var statedRowCount: Int? { rows.statedRowCount }
  var rowCount: Int? { rows.rowCount }

  /// - Precondition: the map fits `rows`, which ``LinearMap/require(rowsOf:dimensions:)`` tells.
  init(_ rows: any RowSupply, map: LinearMap, threads: Int) {
    self.rows = rows
    self.map = map
    self.threads = threads
    shape = RowsShape(
      name: rows.shape.name,
      elementType: .f32,
      dimensionCount: map.outputCount,
      hasNames: rows.shape.hasNames
    )
  }

  func next() throws -> RowRun? {
    guard let run = try rows.next() else { return nil }
    let mapped = try run.matrix.mapped(run.rows, by: map, threads: threads)
    return RowRun(
      matrix: mapped,
      rows: 0..<mapped.rowCount,
      numberOffset: run.numberOffset,
      names: run.names,
      nameOffset: run.nameOffset
    )
  }
}
