/// The figures of all variants, as they come from the statistics.
struct EvaluatedFigures {
  let variants: [SimilarityVariant]
  /// What `figures` are; the first is what variants are compared by.
  let kinds: [EvaluationReport.Figure]
  let figures: [ComparedFigures]
  /// Whether there are enough judgements for differences to be told.
  let isEnough: Bool
  /// Of labels 0 and 1.
  var labels: Labels?

  /// What labels 0 and 1 tell beyond figures.
  struct Labels {
    /// By variant.
    let ranked: [RankedLabels]
    /// By variant: the least likeness for the precision wanted.
    let thresholds: [Float?]
    /// Threshold, precision at it, recall at it.
    let figures: [ComparedFigures]
    /// The input as commands name it.
    let commandInput: String
    let onBadRow: BadRowPolicy
  }

  /// Places of the variants, the best first.
  var bestFirst: [Int] {
    let values = figures[0].values
    return values.indices.sorted {
      values[$0] != values[$1] ? values[$0] > values[$1] : $0 < $1
    }
  }

  /// The variants as the report has them, the best first.
  var results: [EvaluationReport.Variant] {
    let leads = figures[0].leads()
    return bestFirst.map { place in
      let variant = variants[place]
      return EvaluationReport.Variant(
        name: variant.name,
        commandLine: variant.commandLine,
        isDistance: variant.measure.isDistance,
        figures: Dictionary(
          uniqueKeysWithValues: zip(kinds, figures).map { ($0, $1.estimate(place)) }
        ),
        lead: leads[place],
        isWorse: isEnough && leads[place].low > 0,
        threshold: labels?.threshold(of: variant, at: place),
        curve: labels.map { Self.thinned($0.curve(of: variant, at: place)) }
      )
    }
  }

  /// At most as many points as a report has, the first and the last among them.
  private static func thinned(_ curve: [EvaluationReport.CurvePoint])
    -> [EvaluationReport.CurvePoint]
  {
    let limit = EvaluationReport.Variant.curveLimit
    guard curve.count > limit else { return curve }
    return (0..<limit).map { curve[$0 * (curve.count - 1) / (limit - 1)] }
  }
}

extension EvaluatedFigures.Labels {
  /// Precision and recall of a variant at every threshold, the most alike first.
  func curve(of variant: SimilarityVariant, at place: Int) -> [EvaluationReport.CurvePoint] {
    ranked[place].curve.map {
      EvaluationReport.CurvePoint(
        threshold: variant.measure.isDistance ? 0 - $0.likeness : $0.likeness,
        precision: $0.precision,
        recall: $0.recall,
        pairs: $0.count
      )
    }
  }

  fileprivate func threshold(of variant: SimilarityVariant, at place: Int)
    -> EvaluationReport.Threshold?
  {
    guard let likeness = thresholds[place] else { return nil }
    let isDistance = variant.measure.isDistance
    // Not −likeness, which may be −0.
    let value = isDistance ? 0 - likeness : likeness
    let estimate = figures[0].estimate(place)
    return EvaluationReport.Threshold(
      value: value,
      estimate: isDistance ? estimate.negated : estimate,
      precision: figures[1].estimate(place),
      recall: figures[2].estimate(place),
      pairs: ranked[place].curve.last { $0.likeness >= likeness }?.count ?? 0,
      commandLine: commandLine(variant, threshold: value)
    )
  }

  private func commandLine(_ variant: SimilarityVariant, threshold: Float) -> String {
    var number: [UInt8] = []
    number.append(shortest: threshold)
    let limit = variant.measure.limitOption
    let policy = onBadRow == .fail ? "" : " --on-bad-row \(onBadRow.rawValue)"
    return "simbatch duplicates \(variant.commandLine)\(policy) \(limit) "
      + "\(String(decoding: number, as: UTF8.self)) \(commandInput)"
  }
}

extension Estimate {
  /// That of the negated figure.
  fileprivate var negated: Estimate {
    Estimate(value: 0 - value, low: 0 - high, high: 0 - low, count: count)
  }
}
