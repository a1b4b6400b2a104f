/// The page that `simbatch audit` shows on a terminal: findings first, then the figures that they
/// come from, in lines of at most 80 characters.
public enum AuditSummary {
  /// - Parameter isDefaultMetric: whether nobody chose the measure, which is then said.
  /// - Returns: lines, without a line feed at the end.
  public static func text(of report: AuditReport, isDefaultMetric: Bool = false) -> String {
    var lines = SummaryLines()
    head(report, isDefaultMetric: isDefaultMetric, to: &lines)
    findings(report.findings, to: &lines)
    matrix(report.matrix, to: &lines)
    scores(report.scores, rows: report.hubness.rows, to: &lines)
    show(report.agreement, to: &lines)
    hubness(report.hubness, rows: report.matrix.rows, to: &lines)
    if let queries = report.queries { show(queries, to: &lines) }
    if let texts = report.texts { show(texts, to: &lines) }
    examples(report.examples, valueName: report.scores.valueName, to: &lines)
    return lines.text
  }

  private static func head(
    _ report: AuditReport,
    isDefaultMetric: Bool,
    to lines: inout SummaryLines
  ) {
    let (matrix, settings) = (report.matrix, report.settings)
    lines.add(FigureText.short("audit of \(matrix.name)", longest: SummaryLines.width))
    let dimensions =
      settings.dimensions == matrix.dimensions
      ? matrix.dimensions.counted("dimension")
      : "the first \(settings.dimensions) of \(matrix.dimensions.counted("dimension"))"
    lines.paragraph(
      "\(FigureText.rows(matrix.rows)) of \(dimensions), \(matrix.format), "
        + "\(matrix.elementType); \(settings.metric)\(isDefaultMetric ? " (default)" : "")"
        + "\(settings.centerColumns ? " of centred columns" : ""); seed \(settings.seed)"
    )
  }

  private static func findings(_ findings: [AuditFinding], to lines: inout SummaryLines) {
    lines.heading("findings")
    if !findings.contains(where: { $0.severity == .warning }) {
      lines.paragraph("Nothing to warn of.", indent: 2)
    }
    for finding in findings {
      lines.paragraph(finding.text, first: finding.severity == .warning ? "! " : "- ", indent: 2)
      if let advice = finding.advice { lines.paragraph(advice, first: "  → ", indent: 4) }
    }
  }

  private static func matrix(_ matrix: MatrixSection, to lines: inout SummaryLines) {
    lines.heading("matrix")
    lines.row(
      "bad rows",
      "\(FigureText.count(matrix.notFiniteRows)) missing or not finite, "
        + "\(FigureText.count(matrix.zeroRows)) zero, "
        + "\(FigureText.count(matrix.constantRows)) constant"
    )
    lines.row("repeated rows", FigureText.count(matrix.repeatedRows))
    if let least = matrix.norms.quantile(0)?.value, let median = matrix.norms.quantile(0.5)?.value,
      let greatest = matrix.norms.quantile(1)?.value
    {
      lines.row(
        "row lengths",
        "\(FigureText.figure(least)) to \(FigureText.figure(greatest)), median "
          + "\(FigureText.figure(median)), varying by \(FigureText.percent(matrix.normVariation))"
      )
      lines.row("", SummaryHistogram.line(matrix.norms.histogram))
    }
    lines.row(
      "length of the mean row",
      "\(FigureText.fixed(matrix.commonDirection.value, 3)) of unit rows (0 all directions, 1 one)"
    )
    lines.row(
      "components' mean",
      "\(FigureText.percent(matrix.componentMeanShare.value)) of the squared length"
    )
    let axes = matrix.axesForShare.map { "\(FigureText.percent($0.share)) on \($0.axes)" }
    lines.row(
      "effective dimension",
      FigureText.figure(matrix.effectiveDimension.value)
        + (axes.isEmpty ? "" : "; variance: \(axes.joined(separator: ", ")) axes")
        + sample(matrix.effectiveDimension, of: matrix.rows)
    )
  }

  private static func hubness(_ hubness: HubnessSection, rows: Int, to lines: inout SummaryLines) {
    lines.heading("hubs, among the \(hubness.neighbors) nearest")
    lines.row(
      "skewness of occurrence",
      FigureText.fixed(hubness.skewness.value, 2)
        + " (0 even; above 1.5 few rows are in many lists)"
    )
    lines.row("in nobody's list", FigureText.percent(hubness.orphanShare.value) + " of rows")
    lines.row(
      "in most lists",
      "1% of rows have \(FigureText.percent(hubness.topShare.value)) of all places"
        + sample(hubness.skewness, of: rows)
    )
    for hub in hubness.hubs.prefix(3) {
      lines.row("", "\(FigureText.name(hub.row)): \(FigureText.count(hub.lists)) lists")
    }
  }

  private static func examples(
    _ section: ExampleSection,
    valueName: String,
    to lines: inout SummaryLines
  ) {
    guard !section.rows.isEmpty else { return }
    lines.heading("nearest, and farthest (far in this measure, which is seldom opposite)")
    let shown = 3
    for example in section.rows {
      lines.paragraph(described(example.row, example.text), indent: 2)
      for (label, neighbors) in [("near", example.nearest), ("far", example.farthest)] {
        for neighbor in neighbors.prefix(shown) {
          let score = FigureText.score(Double(neighbor.score))
          let share = FigureText.percent(neighbor.percentile)
          lines.add(
            FigureText.short(
              "    " + SummaryLines.padded(label, 5)
                + SummaryLines.padded(score, 8) + SummaryLines.padded(share, 8)
                + described(neighbor.row, neighbor.text),
              longest: SummaryLines.width
            )
          )
        }
      }
    }
    lines.paragraph("The share is that of random pairs that are less alike.", indent: 2)
  }

  private static func described(_ row: NamedRow, _ text: String?) -> String {
    FigureText.name(row) + (text.map { " · " + FigureText.short($0, longest: 60) } ?? "")
  }

  /// What to add where fewer rows than all were looked at.
  static func sample(_ estimate: Estimate, of rows: Int) -> String {
    guard estimate.low < estimate.high else { return "" }
    return " (\(FigureText.figure(estimate.low)) to \(FigureText.figure(estimate.high)), from "
      + "\(FigureText.count(estimate.count)) rows)"
  }
}
