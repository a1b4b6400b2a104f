import ArgumentParser
import SimBatch

extension Measure: ExpressibleByArgument {}
extension BadRowPolicy: ExpressibleByArgument {}

/// Which similarity, of which part of the rows.
struct SimilarityOptions: ParsableArguments {
  @Option(
    name: .customLong("metric"),
    help: ArgumentHelp(
      """
      pearson: rows centred and normalized. cosine: normalized only. dot: as stored, for models \
      trained on dot products. euclidean: distance, smaller is closer. \
      Default: pearson.
      """,
      valueName: "measure"
    )
  )
  var chosenMetric: Measure?

  var metric: Measure { chosenMetric ?? .pearson }

  var isDefaultMetric: Bool { chosenMetric == nil }

  @Option(
    help: ArgumentHelp(
      "Use only the first D dimensions (Matryoshka models); normalization follows.",
      valueName: "d"
    )
  )
  var dims: Int?

  @Flag(help: "Subtract the mean row first, which removes a direction common to all rows.")
  var centerColumns = false

  var rows: RowOptions {
    var options = RowOptions()
    options.dimensions = dims
    options.centerColumns = centerColumns
    return options
  }
}

/// Which similarity, and what becomes of rows that it cannot judge.
struct MeasureOptions: ParsableArguments {
  @OptionGroup var similarity: SimilarityOptions

  @Option(
    help: ArgumentHelp(
      """
      What to do about rows that the measure cannot judge (missing, NaN, infinity; zero length under \
      cosine, constant under pearson, longer than 1.8e19 under dot and euclidean): fail, or skip and \
      count them.
      """,
      valueName: "policy"
    )
  )
  var onBadRow = BadRowPolicy.fail

  var metric: Measure { similarity.metric }

  var rows: RowOptions {
    var options = similarity.rows
    options.onBadRow = onBadRow
    return options
  }
}

/// A threshold on the score, or on the distance under `euclidean`.
struct LimitOptions: ParsableArguments {
  // Scores may be negative, and a negative distance gets the message that it deserves: what follows is
  // the value even if it starts with a dash.
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Only pairs that score at least this.", valueName: "score")
  )
  var minScore: Float?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Only pairs at most this far apart (euclidean).", valueName: "distance")
  )
  var maxDistance: Float?

  /// The one limit that fits the measure.
  func limit(for measure: Measure) throws -> Float? {
    if minScore != nil, measure.isDistance {
      throw JobError.usage("--min-score bounds a score; \(measure) has distances: --max-distance")
    }
    if maxDistance != nil, !measure.isDistance {
      throw JobError.usage("--max-distance bounds a distance; \(measure) has scores: --min-score")
    }
    let limit = minScore ?? maxDistance
    try measure.requireReachable(limit)
    return limit
  }
}
