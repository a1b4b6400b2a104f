/// What is worth knowing of an audit's figures, in plain words.
///
/// A finding says more than chance would: random rows without structure, of any shape, raise no
/// warning. Each rule says by how much figures of such rows vary, and is silent within it; beyond
/// that it asks whether the effect is large enough to change answers.
struct AuditFindings {
  let matrix: MatrixSection
  let scores: ScoreSection
  let agreement: AgreementSection
  let hubness: HubnessSection
  let texts: TextSection?
  let queries: QuerySection?
  let settings: AuditReport.Settings

  /// Warnings first, each kind in the order of how much of an answer it may spoil.
  var all: [AuditFinding] {
    let found =
      rowFaults + queryFindings + directionFindings + normFindings + hubFindings + textFindings
      + scoreFindings + dimensionFindings + componentFindings + twinFindings
    return AuditFinding.Severity.allCases.flatMap { severity in
      found.filter { $0.severity == severity }
    }
  }

  /// Standard deviations beyond which nothing is chance. Many, since figures of few dimensions have
  /// long tails (a squared normal one is beyond 10 of its own once in 10,000 times), and many
  /// matrices are looked at.
  static let deviations = 10.0

  /// n: rows that were compared.
  var rowCount: Double { Double(hubness.rows) }

  /// Whether the k nearest are a choice at all: few of the rows there are.
  var neighborsAreFew: Bool { 10 * hubness.neighbors <= hubness.rows - 1 }

  var measureIsDistance: Bool { scores.valueName == "distance" }
}
