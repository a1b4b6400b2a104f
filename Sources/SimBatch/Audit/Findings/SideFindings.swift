extension AuditFindings {
  /// Queries that live apart from the base.
  ///
  /// A nearest row of both sides would be a query as often as there are queries, if sides did not
  /// matter. The separability must show it as well: 0.5 is chance, and 0.7 tells a side by two
  /// rows in three.
  var queryFindings: [AuditFinding] {
    guard let queries,
      queries.questionsFindQuestions.low > queries.expectedShare + 0.1,
      queries.separability.low > 0.7
    else { return [] }
    return [
      AuditFinding(
        "queries-apart",
        .warning,
        "Queries and base live apart: for \(FigureText.percent(queries.questionsFindQuestions.value)) "
          + "of queries the nearest row is another query "
          + "(\(FigureText.percent(queries.expectedShare)) by chance), and a row's side can be told "
          + "with \(FigureText.percent(queries.separability.value)) certainty. Questions find "
          + "questions.",
        advice: "give queries and base the prompts that their model asks for, or search among the "
          + "base only"
      )
    ]
  }

  /// Similarity that follows letters or lengths: a rank correlation of 0.3 leaves no doubt, and
  /// explains a tenth of the order. Correlations of random rows with texts are 0 but for their
  /// intervals.
  var textFindings: [AuditFinding] {
    guard let texts else { return [] }
    return surface("letters", texts.letters, texts.nearestLetters)
      + surface("lengths", texts.lengths, texts.nearestLengths)
  }

  private func surface(_ what: String, _ random: Estimate, _ nearest: Estimate) -> [AuditFinding] {
    let least = 0.3
    let isRandom = random.low > least
    guard isRandom || nearest.low > least else { return [] }
    let (found, pairs) = isRandom ? (random, "random") : (nearest, "nearest")
    return [
      AuditFinding(
        "surface-\(what)",
        .warning,
        "Similarity follows the \(what) of the texts: over \(pairs) pairs the rank correlation "
          + "of the score with likeness of \(what) is \(FigureText.fixed(found.value, 2)).",
        advice: "look at the pairs where surface and score disagree before trusting neighbors"
      )
    ]
  }
}
