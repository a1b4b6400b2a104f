import SimBatch

/// A finding as the page shows it.
struct FindingItem {
  /// A class of the style sheet.
  let severity: String
  /// The same as a word.
  let word: String
  let text: String
  let advice: String?

  init(_ finding: AuditFinding) {
    severity = finding.severity.rawValue
    word =
      switch finding.severity {
      case .warning: "Warning"
      case .note: "Note"
      }
    text = finding.text
    advice = finding.advice
  }
}
