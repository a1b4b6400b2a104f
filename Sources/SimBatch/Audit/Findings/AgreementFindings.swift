extension AuditFindings {
  /// Lengths that change who is near.
  ///
  /// The length of random rows varies, too: by 1/√(2 D) of its mean for Gaussian rows of effective
  /// dimension D, since the variance of |x|² is 2 Σλ². Half as much again is beyond that; and only
  /// where dot and cosine disagree on who is near does it matter.
  var normFindings: [AuditFinding] {
    let effective = max(1, matrix.effectiveDimension.value)
    let variation = matrix.normVariation
    guard let overlap = overlap("dot", "cosine"), neighborsAreFew,
      variation > 1.5 / (2 * effective).squareRoot(), overlap.high < 0.9
    else { return [] }
    return [
      AuditFinding(
        "norms-vary",
        .warning,
        "Row lengths vary by \(FigureText.percent(variation)): dot and cosine rank differently; "
          + "overlap at \(agreement.neighbors) is \(FigureText.fixed(overlap.value, 2)).",
        advice: "--metric cosine if length says nothing of meaning; dot only if the model was "
          + "trained for it"
      )
    ]
  }

  /// Leading dimensions and principal axes that are enough.
  var truncationFindings: [AuditFinding] {
    guard neighborsAreFew else { return [] }
    let wanted = FigureText.fixed(agreement.wantedOverlap, 2)
    let all = settings.dimensions
    var found: [AuditFinding] = []
    if let enough = agreement.enoughDimensions, enough <= all / 2 {
      found.append(
        AuditFinding(
          "truncation",
          .note,
          "The first \(enough) of \(all) dimensions keep \(wanted) of the "
            + "\(agreement.neighbors) nearest.",
          advice: "--dims \(enough) is enough, and faster"
        )
      )
    }
    if let enough = agreement.enoughAxes, enough <= all / 2,
      enough < agreement.enoughDimensions ?? all
    {
      found.append(
        AuditFinding(
          "principal-axes",
          .note,
          "\(enough) principal axes keep \(wanted) of the \(agreement.neighbors) nearest, where "
            + "\(agreement.enoughDimensions.map { "\($0) leading" } ?? "all \(all)") dimensions "
            + "are needed: the information is there, but not in the first dimensions."
        )
      )
    }
    return found
  }

  /// The overlap of two similarities by name.
  private func overlap(_ one: String, _ other: String) -> Estimate? {
    guard let row = agreement.variants.firstIndex(of: one),
      let column = agreement.variants.firstIndex(of: other)
    else { return nil }
    return agreement.overlap[row][column]
  }
}
