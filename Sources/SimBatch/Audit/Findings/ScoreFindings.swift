extension AuditFindings {
  /// What a score is worth, and whether nearest neighbors are better than chance.
  var scoreFindings: [AuditFinding] {
    guard scores.randomPairs.count > 0, let once = scores.thresholds.first else { return [] }
    return chanceNeighbors(once) + [scale(once)]
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

  /// Of rows without structure, the nearest of n − 1 others exceeds what one pair in n reaches for
  /// 1 − 1/e = 63% of rows, and 37% of rows have no such neighbor; where neighbors mean something
  /// it is few. Said as a note: rows may well be without structure, which is no fault.
  private func chanceNeighbors(_ once: ScoreSection.ScoreThreshold) -> [AuditFinding] {
    let quarter = scores.nearest.quantile(measureIsDistance ? 0.75 : 0.25)?.value
    guard rowCount >= 50, let quarter,
      measureIsDistance ? quarter > once.score.value : quarter < once.score.value
    else { return [] }
    return [
      AuditFinding(
        "chance-neighbors",
        .note,
        "A quarter of rows or more have no neighbor that chance would not give: their nearest row "
          + "is no more alike than \(FigureText.score(once.score.value)), which random pairs reach "
          + "once in \(FigureText.count(Int(once.pairs.rounded()))).",
        advice: "show neighbors only beyond a threshold"
      )
    ]
  }
}
