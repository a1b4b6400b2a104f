/// What is compared by judgements, and how.
public struct EvaluationOptions: Sendable {
  /// The measure of which leading dimensions are tried.
  public var measure: Measure
  /// Leading dimensions and centring that are tried beside the standard variants, and what to do
  /// about bad rows.
  public var rows = RowOptions()
  /// The precision for which a threshold is wanted, of labels 0 and 1.
  public var precision = 0.95
  /// Of the draws of intervals.
  public var seed: UInt64 = 0
  /// Samples that are drawn.
  var replicates = Bootstrap.replicates
  public var resources = ResourceOptions()

  public init(measure: Measure = .pearson) { self.measure = measure }

  /// The similarities that are compared: those of every report, and the one that the options choose.
  func variants(dimensions: Int) -> [SimilarityVariant] {
    let cut = rows.dimensions.flatMap { $0 == dimensions ? nil : $0 }
    let own = SimilarityVariant(measure, centersColumns: rows.centerColumns, dimensions: cut)
    let standard = SimilarityVariant.standard(dimensions: dimensions, measure: measure)
    return standard.contains(own) ? standard : standard + [own]
  }
}
