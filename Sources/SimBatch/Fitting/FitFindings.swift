/// What a fit says in plain words.
struct FitFindings {
  let helps: Bool
  let comparedBy: EvaluationReport.Figure
  /// The map first, then the best plain similarity.
  let contestants: [FitReport.Contestant]
  let judgements: FitReport.Judgements
  let isEnough: Bool

  var all: [AuditFinding] { [verdict, leftOut].compactMap { $0 } }

  private var noun: String { JudgementNoun.plural(kind: judgements.kind) }

  private func counted(_ count: Int) -> String {
    JudgementNoun.counted(count, kind: judgements.kind)
  }

  private var verdict: AuditFinding? {
    guard contestants.count > 1, let map = contestants[0].figures[comparedBy],
      let plain = contestants[1].figures[comparedBy]
    else { return nil }
    let name = contestants[1].name
    let heading = comparedBy.heading
    guard isEnough else {
      return AuditFinding(
        "few-judgements",
        .warning,
        """
        Too few \(noun) could be held out to tell whether the map is better than '\(name)'; nothing is \
        claimed.
        """
      )
    }
    guard helps else {
      return AuditFinding(
        "no-gain",
        .warning,
        """
        The map is not better than '\(name)' on \(noun) it has not seen: \(heading) \
        \(map.value.text(decimals: 3)) against \
        \(plain.value.text(decimals: 3))\(map.value > plain.value ? ", which may be chance" : ""); nothing is \
        claimed.
        """
      )
    }
    return AuditFinding(
      "gain",
      .note,
      """
      The map is better than '\(name)', the best plain similarity, on \(noun) it has not seen: \(heading) \
      \(map.text) against \(plain.text), ahead by \(contestants[1].lead.text).
      """
    )
  }

  private var leftOut: AuditFinding? {
    let parts = [
      judgements.betweenFolds > 0
        ? "\(counted(judgements.betweenFolds)) whose rows are in two folds" : nil,
      judgements.unjudged > 0
        ? "\(counted(judgements.unjudged)) with rows that cannot be judged" : nil,
      judgements.unselected > 0
        ? "\(judgements.unselected.counted("line")) with rows not selected" : nil,
    ].compactMap { $0 }
    guard !parts.isEmpty else { return nil }
    return AuditFinding(
      "left-out",
      .note,
      "Left out of the figures: \(parts.joined(separator: ", "))."
    )
  }
}

extension FitReport {
  /// Findings, the command that applies the map, and the figures: for people.
  public var text: String {
    var lines = findings.map { ($0.severity == .warning ? "Warning: " : "") + $0.text }
    lines += ["", "  \(commandLine)", ""]
    for contestant in contestants {
      let figures = EvaluationReport.Figure.allCases.compactMap { kind in
        contestant.figures[kind].map { "\(kind.heading) \($0.text)" }
      }
      lines.append("\(contestant.name): \(figures.joined(separator: ", "))")
    }
    let heldOut = JudgementNoun.counted(judgements.heldOut, kind: judgements.kind)
    lines.append(
      """
      \(heldOut), each judged by a map that had seen no row of it (\(settings.folds) \
      folds, seed \(settings.seed)); in brackets, intervals of 95%.
      """
    )
    return lines.joined(separator: "\n")
  }
}
