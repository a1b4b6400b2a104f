/// Checks that jobs share before they read a row.
enum JobChecks {
  /// - Throws: ``JobError`` where matrices and options do not fit together.
  static func requireShapes(base: StoredMatrix, queries: StoredMatrix?, rows: RowOptions)
    throws(JobError)
  {
    if let queries, queries.dimensionCount != base.dimensionCount {
      throw .data(
        """
        \(queries.name) has \(queries.dimensionCount.counted("dimension")), \
        \(base.name) has \(base.dimensionCount): rows of different length cannot be compared
        """
      )
    }
    guard let dimensions = rows.dimensions else { return }
    guard (1...base.dimensionCount).contains(dimensions) else {
      throw .usage("--dims \(dimensions): \(base.name) has dimensions 1 to \(base.dimensionCount)")
    }
  }
}
