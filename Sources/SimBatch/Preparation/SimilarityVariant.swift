/// A similarity that could be meant: a measure, with or without the mean row, of all or of the
/// leading dimensions.
public struct SimilarityVariant: Hashable, Sendable {
  public let measure: Measure
  /// Whether the mean row is subtracted first (`--center-columns`).
  public let centersColumns: Bool
  /// Leading dimensions that take part (`--dims`); nil for all.
  public let dimensions: Int?

  public init(_ measure: Measure, centersColumns: Bool = false, dimensions: Int? = nil) {
    self.measure = measure
    self.centersColumns = centersColumns
    self.dimensions = dimensions
  }

  /// The similarities that a report compares: the four measures, `cosine` of centred columns, and
  /// `measure` of the first half, quarter and eighth of the dimensions, where these are whole ones.
  public static func standard(dimensions: Int, measure: Measure) -> [SimilarityVariant] {
    let cut = [2, 4, 8].map { dimensions / $0 }.filter { $0 >= 2 }
    return Measure.allCases.map { SimilarityVariant($0) }
      + [SimilarityVariant(.cosine, centersColumns: true)]
      + cut.map { SimilarityVariant(measure, dimensions: $0) }
  }

  /// What reports call it, such as `cosine, centred columns` or `pearson, first 192`.
  public var name: String {
    measure.rawValue + (centersColumns ? ", centred columns" : "")
      + (dimensions.map { ", first \($0)" } ?? "")
  }

  /// The options that choose it on the command line.
  public var commandLine: String {
    "--metric \(measure.rawValue)" + (centersColumns ? " --center-columns" : "")
      + (dimensions.map { " --dims \($0)" } ?? "")
  }

  /// The rows that it compares, of those that `options` leave.
  func rowOptions(onBadRow: BadRowPolicy) -> RowOptions {
    var options = RowOptions()
    options.dimensions = dimensions
    options.centerColumns = centersColumns
    options.onBadRow = onBadRow
    return options
  }
}
