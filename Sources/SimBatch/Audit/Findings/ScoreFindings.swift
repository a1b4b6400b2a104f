extension AuditFindings {
  /// What a score is worth, and whether nearest neighbors are better than chance.
  var scoreFindings: [AuditFinding] {
    guard scores.randomPairs.count > 0, let once = scores.thresholds.first else { return [] }
    return faintNeighbors + [scale(once)]
  }

  private func scale(_ once: ScoreSection.ScoreThreshold) -> AuditFinding {
    // The score that is more alike than 99% of random pairs.
    let percentile = scores.randomPairs.quantile(measureIsDistance ? 0.01 : 0.99)?.value ?? .nan
    let name = scores.valueName
    let pairs = FigureText.count(Int(once.pairs.rounded()))
    return AuditFinding(
      "score-scale",
      .note,
      "A \(name) of \(FigureText.score(percentile)) is \(measureIsDistance ? "less" : "higher") "
        + "than that of 99% of random pairs; random pairs reach "
        + "\(FigureText.score(once.score.value)) once in \(pairs).",
      advice: measureIsDistance ? nil : "choose a threshold above that, by evaluating judged pairs"
    )
  }

  /// Nearest rows that hardly stand out: the more dimensions rows spread over, the more alike are
  /// the distances of all of them (Beyer et al., ICDT 1999). Said as a note: rows may well be
  /// without structure, which is no fault.
  ///
  /// The contrast is how much of the way from the median of random pairs to the most alike that
  /// rows can be the median of nearest neighbors has come: a fifth of it is little. Products have no
  /// greatest value, and no contrast.
  private var faintNeighbors: [AuditFinding] {
    guard settings.metric != "dot", rowCount >= 50,
      let random = scores.randomPairs.quantile(0.5)?.value,
      let nearest = scores.nearest.quantile(0.5)?.value
    else { return [] }
    let best = measureIsDistance ? 0.0 : 1.0
    guard best != random, (nearest - random) / (best - random) < 0.2 else { return [] }
    return [
      AuditFinding(
        "faint-neighbors",
        .note,
        "Nearest rows hardly stand out: half of them have a \(scores.valueName) of "
          + "\(FigureText.score(nearest)) or worse, random pairs of \(FigureText.score(random)) at "
          + "the median, and \(FigureText.fixed(best, 0)) is the best there is.",
        advice: "show neighbors only beyond a threshold"
      )
    ]
  }
}
