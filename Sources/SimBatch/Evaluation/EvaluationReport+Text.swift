extension EvaluationReport {
  /// Findings, then a table of the variants: for people.
  public var text: String {
    var text = ""
    for finding in findings {
      text += (finding.severity == .warning ? "Warning: " : "") + finding.text + "\n"
    }
    if let line = variants.first?.threshold?.commandLine { text += "\n  \(line)\n" }
    text += "\n" + Self.aligned([header] + variants.map(line)) + "\n" + note
    return text.trimmingLastLineBreak
  }

  /// Figures in the order of tables.
  private var shown: [Figure] {
    Figure.allCases.filter { variants.first?.figures[$0] != nil }
  }

  private var header: [String] {
    var header = [""] + shown.map(\.heading) + ["\(comparedBy.heading) behind the best"]
    if let precision = settings.precision {
      header += ["threshold at precision \(precision.shortest)", "recall"]
    }
    return header
  }

  private func line(_ variant: Variant) -> [String] {
    var line = [variant.name] + shown.map { variant.figures[$0]?.text ?? "" }
    line.append(leadText(of: variant))
    guard settings.precision != nil else { return line }
    guard let threshold = variant.threshold else { return line + ["none", ""] }
    var number: [UInt8] = []
    number.append(shortest: threshold.value)
    let bound = variant.isDistance ? "≤" : "≥"
    return line + [
      "\(bound) \(String(decoding: number, as: UTF8.self)) (\(threshold.estimate.ends))",
      threshold.recall.text,
    ]
  }

  private func leadText(of variant: Variant) -> String {
    if variant.name == variants[0].name { return "–" }
    let isTiny = variant.isLeadSlight && max(-variant.lead.low, variant.lead.high) < 0.001
    return (isTiny ? "less than 0.001" : variant.lead.text) + (variant.isWorse ? "" : " ?")
  }

  private var note: String {
    let used = JudgementNoun.counted(judgements.used, kind: judgements.kind)
    return """
      \(used); in brackets, intervals of 95% (\(settings.replicates) bootstrap samples, \
      seed \(settings.seed)); those behind the best hold together; '?' where no difference can be told.

      """
  }

  private static func aligned(_ lines: [[String]]) -> String {
    let columns = lines[0].indices
    let widths = columns.map { column in lines.map { $0[column].count }.max() ?? 0 }
    return lines.map { line in
      let fields = columns.map { column in
        column == columns.last
          ? line[column]
          : line[column] + String(repeating: " ", count: widths[column] - line[column].count)
      }
      return fields.joined(separator: "  ").trimmingTrailingBlanks + "\n"
    }.joined()
  }
}

extension String {
  fileprivate var trimmingLastLineBreak: String { hasSuffix("\n") ? String(dropLast()) : self }

  fileprivate var trimmingTrailingBlanks: String {
    guard let last = lastIndex(where: { $0 != " " }) else { return "" }
    return String(self[...last])
  }
}

/// The word for judgements of a kind: queries, of which answers are known, or pairs.
enum JudgementNoun {
  static func plural(kind: String) -> String { kind == "answers" ? "queries" : "pairs" }

  /// `1 query`, `2 pairs`.
  static func counted(_ count: Int, kind: String) -> String {
    kind == "answers" ? count.counted("query", plural: "queries") : count.counted("pair")
  }
}
