/// Where precision and recall by threshold go: a line for each variant and each threshold.
///
/// Columns: `variant`, `threshold` (a score, or a distance), `precision`, `recall`, `pairs` that reach
/// it. Variants come in the order of the report, thresholds from the most alike on.
public final class CurveOutput {
  private let table: TextTable

  /// - Parameter destination: a file whose name ends in .csv, .tsv or .jsonl.
  /// - Throws: ``OutputError``, so that what cannot be written is refused before the job.
  public init(_ destination: String) throws {
    table = try TextTable(
      destination,
      format: nil,
      columns: ["variant", "threshold", "precision", "recall", "pairs"]
    )
  }

  /// Writes all lines and puts the file in place.
  func write(_ figures: EvaluatedFigures) throws {
    guard let labels = figures.labels else {
      preconditionFailure("only labels 0 and 1 have curves")
    }
    for place in figures.bestFirst {
      let variant = figures.variants[place]
      for point in labels.curve(of: variant, at: place) {
        try table.write([
          .text(Array(variant.name.utf8)),
          .value(point.threshold),
          .real(point.precision),
          .real(point.recall),
          .number(point.pairs),
        ])
      }
    }
    try table.finishStream()
    try table.file?.commit()
  }
}
