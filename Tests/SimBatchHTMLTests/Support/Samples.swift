@testable import SimBatch

/// Reports of all kinds that a page must stand.
enum Samples: String, CaseIterable {
  case usual, plain, empty, single, hostile, long, wide, same, nothing

  static let all = allCases

  var report: AuditReport {
    var sample = SampleReport()
    switch self {
    case .usual: break
    case .plain:
      sample.hasTexts = false
      sample.hasQueries = false
      sample.ids = []
      sample.findings = []
    case .empty:
      sample.rowCount = 0
      sample.dimensions = 0
    case .single:
      sample.rowCount = 1
      sample.dimensions = 1
    case .hostile:
      sample.ids = Self.hostileTexts
      sample.text = Self.hostileTexts.joined(separator: " ")
      sample.name = Self.hostileTexts[0]
      sample.findings = Self.hostileTexts.map {
        AuditFinding("hub", .warning, $0, advice: $0)
      }
    case .long:
      sample.ids = [String(repeating: "x", count: 10_000), String(repeating: "word ", count: 2000)]
      sample.text = String(repeating: "y", count: 10_000)
      sample.name = String(repeating: "z", count: 10_000)
    case .wide:
      sample.rowCount = 2_000_000_000
      sample.dimensions = 100_000
      sample.ids = ["", " ", "مرحبا بالعالم", "שלום \u{202E}עולם", "👩‍👩‍👧‍👦 family"]
    case .same: sample.widthFactor = 0
    case .nothing:
      sample.estimate = { _, _ in Estimate(value: .nan, low: .nan, high: .nan, count: 0) }
    }
    return sample.report
  }

  static let hostileTexts = [
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "'; --", "a & b &amp; c",
    "</style></title>", "\"\u{301} onload=\"x", "<\u{338}b", "{{name}} {{{style}}}",
    "tab\tline\nreturn\rnull\0bell\u{7}", "\u{202E}desrever", "]]><!--",
  ]
}
