import Logging
import SimBatch

/// What a job did, as far as it is known.
struct RunFigures: Sendable {
  var rows: Int?
  var badRows: Int?
  var duplicates: Int?
  var keptRows: Int?
  var pairsCompared: Int?

  /// Those that are known: a name, what it means, the value.
  private var known: [(name: String, help: String, value: Int)] {
    let all = [
      ("rows", "Rows of INPUT.", rows),
      ("bad_rows", "Rows that the measure cannot judge.", badRows),
      ("duplicates", "Rows that are duplicates of a kept one.", duplicates),
      ("kept_rows", "Rows that are kept.", keptRows),
      ("pairs_compared", "Pairs of rows that were compared.", pairsCompared),
    ]
    return all.compactMap { name, help, value in value.map { (name, help, $0) } }
  }

  /// For a line of the log.
  var metadata: Logger.Metadata {
    Dictionary(uniqueKeysWithValues: known.map { ($0.name, .stringConvertible($0.value)) })
  }

  /// For `--metrics`.
  var metrics: [MetricFamily] {
    known.map { MetricFamily("simbatch_\($0.name)", Double($0.value), help: $0.help) }
  }
}
