import Mustache
public import SimBatch

/// The report of an audit as a page for browsers.
public enum AuditPage {
  /// One HTML file that needs no other: styles and pictures are in it, scripts there are none.
  ///
  /// Readable on phones and wide screens, in light and dark. Every picture has a text alternative.
  /// Texts of the report, such as ids, are escaped, and cut if they are long.
  ///
  /// - Throws: what Mustache throws for a template that is no Mustache; a test would have seen it.
  /// - Complexity: O(size of the report).
  public static func html(for report: AuditReport) throws -> String {
    let library = try MustacheLibrary(
      templates: PageTemplates.all.mapValues(PageEscaping.template)
    )
    return library.render(Page(report), withTemplate: "page") ?? ""
  }
}

/// What the template `page` shows.
struct Page {
  let style = StyleSheet.text
  let title: String
  let subtitle: String
  let findings: [FindingItem]
  let matrix: MatrixPart
  let scores: ScorePart
  let agreement: AgreementPart
  let hubness: HubnessPart
  let examples: [ExampleItem]
  let hasExamples: Bool
  let texts: TextPart?
  let queries: QueryPart?
  let settings: SettingsPart

  init(_ report: AuditReport) {
    let valueName = report.scores.valueName
    title = "Audit of \(ShownText.cut(report.matrix.name, to: 120))"
    subtitle =
      "\(Figure.rows(report.matrix.rows)) × \(Figure.count(report.matrix.dimensions)), "
      + "compared by \(report.settings.metric)"
    findings = report.findings.map(FindingItem.init)
    matrix = MatrixPart(report.matrix)
    scores = ScorePart(report.scores)
    agreement = AgreementPart(report.agreement)
    hubness = HubnessPart(report.hubness)
    examples = report.examples.rows.map { ExampleItem($0, valueName: valueName) }
    hasExamples = !examples.isEmpty
    texts = report.texts.map { TextPart($0, valueName: valueName) }
    queries = report.queries.map { QueryPart($0, valueName: valueName) }
    settings = SettingsPart(report)
  }
}
