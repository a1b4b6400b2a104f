extension AuditFindings {
  /// Rows that the measure cannot judge.
  var rowFaults: [AuditFinding] {
    var found: [AuditFinding] = []
    if matrix.notFiniteRows > 0 {
      found.append(
        AuditFinding(
          "bad-rows",
          .warning,
          "\(FigureText.rows(matrix.notFiniteRows)) of \(FigureText.count(matrix.rows)) hold a "
            + "missing value, a NaN or an infinity and were left out.",
          advice: "find out where they come from; --on-bad-row skip leaves them out elsewhere"
        )
      )
    }
    if matrix.zeroRows > 0 {
      // Without a direction, but with products and distances.
      let isJudged = settings.metric == "dot" || measureIsDistance
      found.append(
        AuditFinding(
          "zero-rows",
          isJudged ? .note : .warning,
          "\(FigureText.rows(matrix.zeroRows)) of \(FigureText.count(matrix.rows)) are all zeros"
            + (isJudged ? "." : ", have no direction and were left out."),
          advice: "rows of zeros often stand for empty texts"
        )
      )
    }
    if matrix.constantRows > 0, settings.metric == "pearson" {
      found.append(
        AuditFinding(
          "constant-rows",
          .warning,
          "\(FigureText.rows(matrix.constantRows)) hold the same value in all dimensions, which "
            + "pearson cannot judge; they were left out.",
          advice: "--metric cosine judges them"
        )
      )
    }
    return found
  }

  var twinFindings: [AuditFinding] {
    guard matrix.repeatedRows > 0 else { return [] }
    let share = Double(matrix.repeatedRows) / Double(matrix.rows)
    return [
      AuditFinding(
        "twins",
        .note,
        "\(FigureText.rows(matrix.repeatedRows)) (\(FigureText.percent(share))) repeat an earlier "
          + "row exactly: the nearest rows of these are their own copies.",
        advice: "simbatch duplicates lists them"
      )
    ]
  }

  /// Anisotropy: rows that point the same way.
  ///
  /// The mean of n unit rows of random directions has a squared length of 1/n, so that the mean
  /// cosine of two different rows, c = (n |m|² − 1) / (n − 1), is 0; it is a mean of n (n − 1) / 2
  /// uncorrelated cosines with variance 1/d, so that its deviation is √(2 / (n (n − 1) d)). A tenth
  /// of the scale is enough to make thresholds mean something else; less is worth a note.
  var directionFindings: [AuditFinding] {
    let n = Double(matrix.commonDirection.count)
    let d = Double(settings.dimensions)
    guard n > 2, !settings.centerColumns, !measureIsDistance else { return [] }
    let length = matrix.commonDirection.value
    let meanScore = (n * length * length - 1) / (n - 1)
    let chance = (2 / (n * (n - 1) * d)).squareRoot()
    guard meanScore > Self.deviations * chance, meanScore >= 0.02 else { return [] }
    return [
      AuditFinding(
        "common-direction",
        meanScore >= 0.1 ? .warning : .note,
        "All rows share a direction: the mean of rows of unit length is "
          + "\(FigureText.fixed(length, 2)) long, where random directions would leave "
          + "\(FigureText.figure(1 / n.squareRoot())). Two random rows are alike by "
          + "\(FigureText.fixed(meanScore, 2)) before they have anything in common.",
        advice: "--center-columns subtracts the mean row"
      )
    ]
  }

  /// Rows that spread over few of their dimensions.
  ///
  /// Of n rows without structure the ratio is 1 / (1/d + 1/(n − 1)): their sample moments spread by
  /// themselves (Marchenko and Pastur: the mean squared eigenvalue is 1 + d/n). A quarter of that
  /// is far below what chance does.
  var dimensionFindings: [AuditFinding] {
    let ratio = matrix.effectiveDimension.value
    let n = Double(matrix.effectiveDimension.count)
    let d = Double(settings.dimensions)
    guard n > 2, ratio > 0, let most = matrix.axesForShare.first(where: { $0.share == 0.9 }) else {
      return truncationFindings
    }
    let expected = 1 / (1 / d + 1 / (n - 1))
    guard matrix.effectiveDimension.high < expected / 4 else { return truncationFindings }
    return [
      AuditFinding(
        "low-dimension",
        .note,
        "Rows vary as if over \(FigureText.figure(ratio)) equal dimensions, not "
          + "\(settings.dimensions); \(most.axes) principal axes have 90% of the variance.",
        advice: "fewer dimensions may do; see how much overlap truncation keeps"
      )
    ] + truncationFindings
  }

  /// Whether Pearson and cosine are the same here.
  ///
  /// A row of random direction has 1/d of its squared length along (1, …, 1), give or take
  /// √(2 (d − 1) / (d + 2)) / d, as one coordinate of a random unit vector.
  var componentFindings: [AuditFinding] {
    let share = matrix.componentMeanShare.value
    let n = Double(matrix.componentMeanShare.count)
    let d = Double(settings.dimensions)
    guard n > 2, d > 1 else { return [] }
    // What rounding to 16 bits leaves of a mean of zero: (2⁻¹¹)² relative to the length.
    if share < 0x1p-22 {
      return [
        AuditFinding(
          "components-centred",
          .note,
          "The components of each row add up to 0 already: pearson and cosine are the same."
        )
      ]
    }
    let chance = (2 * (d - 1) / (d + 2)).squareRoot() / d / n.squareRoot()
    let excess = share - 1 / d
    guard excess > Self.deviations * chance, excess > 0.1 * (1 - 1 / d) else { return [] }
    return [
      AuditFinding(
        "components-not-centred",
        .note,
        "\(FigureText.percent(share)) of the squared length of rows lies along (1, …, 1), where "
          + "chance would give \(FigureText.percent(1 / d)): pearson leaves that out, cosine and "
          + "dot do not."
      )
    ]
  }
}
