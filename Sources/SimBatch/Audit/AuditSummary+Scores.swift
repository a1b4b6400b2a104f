extension AuditSummary {
  /// Random pairs beside nearest neighbors, and a scale for reading scores.
  static func scores(_ section: ScoreSection, rows: Int, to lines: inout SummaryLines) {
    guard section.randomPairs.count > 0 else { return }
    lines.heading("what a \(section.valueName) is worth")
    let widths = [22, 9, 9, 9, 9, 9]
    lines.fields(["", "least", "1%", "median", "99%", "greatest"], widths: widths)
    for (label, spread) in [("random pairs", section.randomPairs), ("nearest", section.nearest)] {
      let values = [0, 0.01, 0.5, 0.99, 1].map { share in
        FigureText.score(spread.quantile(share)?.value ?? .nan)
      }
      lines.fields([label] + values, widths: widths)
    }
    histograms(section, to: &lines)
    for threshold in section.thresholds {
      let found = threshold.pairsFound.map { "; \(FigureText.count($0)) pairs of rows do" } ?? ""
      let tail = threshold.isExtrapolated ? " (by the tail of the sample)" : ""
      lines.row("once in \(threshold.name)", FigureText.score(threshold.score.value) + tail + found)
    }
    scale(section, to: &lines)
  }

  /// Both on one axis, so that they can be compared.
  private static func histograms(_ section: ScoreSection, to lines: inout SummaryLines) {
    let spreads = [("random pairs", section.randomPairs), ("nearest", section.nearest)]
      .filter { $0.1.count > 0 }
    guard let low = spreads.map(\.1.histogram.low).min(),
      let high = spreads.map(\.1.histogram.high).max(), high > low
    else { return }
    for (label, spread) in spreads {
      lines.row(
        label,
        SummaryHistogram.line(spread.histogram.counts(from: low, to: high, steps: 50))
      )
    }
    let (left, right) = (FigureText.score(low), FigureText.score(high))
    let blanks = String(repeating: "\u{a0}", count: max(1, 50 - left.count - right.count))
    lines.row("", left + blanks + right)
  }

  /// Every other mark or fewer: about eight lines.
  private static func scale(_ section: ScoreSection, to lines: inout SummaryLines) {
    let step = max(1, (section.scale.count + 7) / 8)
    for index in stride(from: 0, to: section.scale.count, by: step) {
      let mark = section.scale[index]
      lines.fields(
        [
          FigureText.score(mark.score),
          FigureText.percent(mark.percentile),
          "of random pairs less alike; \(FigureText.fixed(mark.standardScore, 1)) deviations",
        ],
        widths: [10, 10, 50]
      )
    }
  }

  static func show(_ agreement: AgreementSection, to lines: inout SummaryLines) {
    lines.heading("agreement: overlap of the \(agreement.neighbors) nearest")
    let count = agreement.variants.count
    // A column by number for each: names would not fit.
    let widths = [26] + [Int](repeating: 6, count: min(count, 8))
    lines.fields([""] + (1...max(1, min(count, 8))).map { "\($0)" }, widths: widths)
    for (index, name) in agreement.variants.enumerated() {
      let overlaps = agreement.overlap[index].prefix(8).map { estimate in
        estimate.map { FigureText.fixed($0.value, 2) } ?? "–"
      }
      lines.fields(["\(index + 1) \(name)"] + overlaps, widths: widths)
    }
    let wanted = FigureText.fixed(agreement.wantedOverlap, 2)
    lines.row(
      "enough for \(wanted)",
      (agreement.enoughDimensions.map { "the first \($0)" } ?? "all") + " dimensions; "
        + (agreement.enoughAxes.map { "\($0)" } ?? "all") + " principal axes"
    )
  }

  static func show(_ queries: QuerySection, to lines: inout SummaryLines) {
    lines.heading("queries and base")
    lines.row("distance of means", FigureText.fixed(queries.meanDistance.value, 3))
    lines.row("side can be told", FigureText.percent(queries.separability.value) + " (50% chance)")
    lines.row(
      "nearest is a query",
      "\(FigureText.percent(queries.questionsFindQuestions.value)) of queries "
        + "(\(FigureText.percent(queries.expectedShare)) by chance)"
    )
  }

  static func show(_ texts: TextSection, to lines: inout SummaryLines) {
    lines.heading("scores and the surface of texts (rank correlation)")
    let widths = [22, 12, 12]
    lines.fields(["", "letters", "lengths"], widths: widths)
    for (label, letters, lengths) in [
      ("random pairs", texts.letters, texts.lengths),
      ("nearest pairs", texts.nearestLetters, texts.nearestLengths),
    ] {
      lines.fields(
        [label, FigureText.fixed(letters.value, 2), FigureText.fixed(lengths.value, 2)],
        widths: widths
      )
    }
  }
}

extension Spread.Histogram {
  /// The counts in steps of another axis: each count goes to the step that its middle lies in.
  func counts(from low: Double, to high: Double, steps: Int) -> [Int] {
    var others = [Int](repeating: 0, count: steps)
    let width = (self.high - self.low) / Double(counts.count)
    for (index, count) in counts.enumerated() {
      let middle = self.low + (Double(index) + 0.5) * width
      others[max(0, min(steps - 1, Int((middle - low) / (high - low) * Double(steps))))] += count
    }
    return others
  }
}
