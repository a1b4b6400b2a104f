import SimBatch

/// How the report came about.
struct SettingsPart {
  let facts: [Fact]
  let seconds: Table?

  init(_ report: AuditReport) {
    let settings = report.settings
    let software = report.software
    facts = [
      Fact("Measure", settings.metric),
      Fact("Dimensions used", Figure.count(settings.dimensions)),
      Fact("Columns centred", settings.centerColumns ? "yes" : "no"),
      Fact("Bad rows", settings.onBadRow),
      Fact("Seed of the samples", "\(settings.seed)"),
      Fact("Neighbors (k)", Figure.count(settings.neighbors)),
      Fact("Random pairs", Figure.count(report.scores.randomPairs.count)),
      Fact("Rows whose nearest were sought", Figure.count(report.hubness.rows)),
      Fact("Rows compared under each similarity", Figure.count(report.agreement.rows)),
      Fact("Threads", Figure.count(settings.threads)),
      Fact("simbatch", software.simbatch),
      Fact("OpenBLAS", "\(software.openBLAS), \(software.blasKernel)"),
      Fact("Kernels", software.kernels),
    ]
    let stages = report.seconds.sorted { ($0.value, $1.key) > ($1.value, $0.key) }
    seconds = Table(
      "Seconds by stage",
      [.text("stage"), .number("time")],
      (stages.map { ($0.key, $0.value) } + [("all", report.totalSeconds)]).map { name, value in
        .init(head: .text(name), cells: [.number(Figure.seconds(value))])
      }
    )
  }
}
