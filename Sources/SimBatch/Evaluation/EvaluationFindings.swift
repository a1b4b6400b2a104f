/// What an evaluation says in plain words.
struct EvaluationFindings {
  let judgements: EvaluationReport.Judgements
  let comparedBy: EvaluationReport.Figure
  /// The best first.
  let variants: [EvaluationReport.Variant]
  let leadOverChance: Estimate?
  /// Whether there are enough judgements for differences to be told.
  let isEnough: Bool
  /// Wanted, of labels 0 and 1.
  let precision: Double?

  /// Fewer of either label, fewer queries or fewer graded pairs than this say nothing for sure:
  /// samples drawn from them are too much alike.
  static let fewest = 10

  private var noun: String { JudgementNoun.plural(kind: judgements.kind) }

  private func counted(_ count: Int) -> String {
    JudgementNoun.counted(count, kind: judgements.kind)
  }

  var all: [AuditFinding] {
    [chance, best, thresholdOfBest, representativeness, leftOut, dropped].compactMap { $0 }
  }

  private var best: AuditFinding? {
    guard let best = variants.first, let figure = best.figures[comparedBy] else { return nil }
    let shown = "\(comparedBy.heading) \(figure.text)"
    let equals = variants.dropFirst().filter { !$0.isWorse }.map { "'\($0.name)'" }
    guard isEnough else {
      return AuditFinding(
        "few-judgements",
        .warning,
        """
        '\(best.name)' has the highest \(shown), but there are too few \(noun) to tell a difference: \
        expected \(Self.fewest) \(judgements.kind == "binary" ? "of each label" : noun) at least.
        """
      )
    }
    guard !isChance else { return nil }
    guard variants.count > 1 else {
      return AuditFinding("best", .note, "'\(best.name)' is the only one: \(shown).")
    }
    if equals.count == variants.count - 1 {
      return AuditFinding(
        "no-difference",
        .note,
        """
        No difference can be told on \(counted(judgements.used)): '\(best.name)' has the highest \
        \(shown), and no other is worse beyond chance.
        """
      )
    }
    let slight = variants.filter { $0.isWorse && $0.isLeadSlight }.map { "'\($0.name)'" }
    let isAll = equals.isEmpty && slight.isEmpty
    let rest = [
      equals.isEmpty ? nil : "\(Self.list(equals)) cannot be told apart from it",
      slight.isEmpty ? nil : "less than 0.001 behind: \(Self.list(slight))",
      equals.count + slight.count == variants.count - 1
        ? nil : "all \(isAll ? "" : "the ")others are worse, and not by chance",
    ].compactMap { $0 }.joined(separator: "; ")
    return AuditFinding(
      "best",
      .note,
      "'\(best.name)' is best: \(shown); \(rest).",
      advice: best.commandLine
    )
  }

  private static func list(_ names: [String]) -> String {
    guard let last = names.last, names.count > 1 else { return names.first ?? "" }
    return names.dropLast().joined(separator: ", ") + " and " + last
  }

  private var isChance: Bool { leadOverChance.map { $0.low <= 0 } ?? false }

  private var chance: AuditFinding? {
    guard isChance, isEnough, let best = variants.first, let figure = best.figures[comparedBy],
      let level = comparedBy.chance
    else { return nil }
    return AuditFinding(
      "chance",
      .warning,
      """
      None of these similarities is shown to follow the labels: '\(best.name)' has the highest \
      \(comparedBy.heading) \(figure.text), which the best of \(variants.count) may reach where all have \
      \(level.text(decimals: 1)), by chance.
      """
    )
  }

  private var thresholdOfBest: AuditFinding? {
    guard let precision, let best = variants.first, !isChance else { return nil }
    let wanted = "precision of \(precision.shortest)"
    guard let threshold = best.threshold else {
      return AuditFinding(
        "no-threshold",
        .warning,
        "No threshold of '\(best.name)' has a \(wanted) on these pairs."
      )
    }
    let (relation, bound) = best.isDistance ? ("down", "greatest distance") : ("up", "lowest score")
    return AuditFinding(
      "threshold",
      .note,
      """
      '\(best.name)' from \(threshold.value) \(relation) (interval \(threshold.estimate.ends)) is the \
      \(bound) with a \(wanted): \(threshold.pairs.counted("pair")), recall \(threshold.recall.text).
      """,
      advice: threshold.commandLine
    )
  }

  private var representativeness: AuditFinding? {
    guard precision != nil, !isChance, let positives = judgements.positives else { return nil }
    let share = Double(positives) / Double(max(1, judgements.used)) * 100
    return AuditFinding(
      "sampling",
      .note,
      """
      Precision and recall hold for pairs sampled as these were, of which \(share.text(decimals: 1))% have \
      label 1; among all pairs of rows far fewer do, and the precision of a threshold is lower.
      """
    )
  }

  private var leftOut: AuditFinding? {
    guard judgements.unjudged + judgements.unselected > 0 else { return nil }
    let parts = [
      judgements.unjudged > 0
        ? "\(counted(judgements.unjudged)) with rows that some variant cannot judge" : nil,
      judgements.unselected > 0
        ? "\(judgements.unselected.counted("line")) with rows not selected" : nil,
    ].compactMap { $0 }
    return AuditFinding(
      "left-out",
      .warning,
      "Left out for all variants: \(parts.joined(separator: ", "))."
    )
  }

  private var dropped: AuditFinding? {
    guard !judgements.droppedVariants.isEmpty else { return nil }
    let names = Self.list(judgements.droppedVariants.map { "'\($0)'" })
    return AuditFinding("unjudged-variants", .warning, "Cannot judge any of the \(noun): \(names).")
  }
}

extension EvaluationReport.Variant {
  /// Whether the best one is ahead by so little that it hardly matters, by chance or not.
  var isLeadSlight: Bool { lead.value < 0.001 }
}

extension Estimate {
  /// `0.930 (0.920–0.941)`.
  var text: String { "\(value.text(decimals: 3)) (\(ends))" }

  /// `0.920–0.941`; with ` to ` where an end is negative.
  var ends: String {
    "\(low.text(decimals: 3))\(low < 0 || high < 0 ? " to " : "–")\(high.text(decimals: 3))"
  }
}

extension Double {
  /// The shortest text that reads back to the same number.
  var shortest: String {
    var text: [UInt8] = []
    text.append(shortest: self)
    return String(decoding: text, as: UTF8.self)
  }
}
