extension AuditFindings {
  /// Rows that are everybody's neighbor, and rows that are nobody's.
  ///
  /// If any row were as likely to be in a list as any other, it would be in a binomial number of
  /// them, of mean k and deviation √(k (1 − k / (n − 1))).
  var hubFindings: [AuditFinding] {
    let k = Double(hubness.neighbors)
    guard neighborsAreFew else { return [] }
    // Which of equally near rows are shown is decided by their order, and so are the hubs.
    if hubness.tiedShare > 0.5 {
      return [
        AuditFinding(
          "ties",
          .note,
          "For \(FigureText.percent(hubness.tiedShare)) of rows all \(hubness.neighbors) nearest "
            + "score the same: which ones are shown is decided by the order of rows."
        )
      ]
    }
    return hubs(k) + orphans(k)
  }

  private func hubs(_ k: Double) -> [AuditFinding] {
    let deviation = (k * (1 - k / (rowCount - 1))).squareRoot()
    // Several times the fair share, and far beyond chance.
    let least = max(5 * k, k + Self.deviations * deviation)
    let found = hubness.hubs.filter { Double($0.lists) >= least }
    guard let worst = found.first else { return [] }
    let share = Double(worst.lists) / rowCount
    let names = found.dropFirst().prefix(2).map { FigureText.name($0.row, longest: 24) }
    let others =
      names.isEmpty
      ? "" : "; so are \(names.joined(separator: " and "))\(found.count > 3 ? " and others" : "")"
    // A row in the lists of one in a hundred others is met by every user.
    let isGrave = share >= 0.01 && Double(worst.lists) >= 10 * k
    return [
      AuditFinding(
        "hub",
        isGrave ? .warning : .note,
        "\(FigureText.name(worst.row)) is a hub: it is among the \(hubness.neighbors) nearest of "
          + "\(FigureText.rows(worst.lists)) (\(FigureText.percent(share))), where "
          + "\(hubness.neighbors) would be even\(others).",
        advice: settings.centerColumns || measureIsDistance
          ? "ask for edges that both ends have (--mutual)"
          : "--center-columns often removes hubs; --mutual drops edges that only one end has"
      )
    ]
  }

  /// By chance a row is in nobody's list in (1 − k / (n − 1))ⁿ⁻¹ of cases, about e⁻ᵏ.
  private func orphans(_ k: Double) -> [AuditFinding] {
    var chance = 1.0
    let miss = 1 - k / (rowCount - 1)
    for _ in 1..<hubness.rows { chance *= miss }
    let deviation = (max(chance, 1 / rowCount) / rowCount).squareRoot()
    let share = hubness.orphanShare
    guard share.low > chance + 0.05 + Self.deviations * deviation else { return [] }
    return [
      AuditFinding(
        "orphans",
        .note,
        "\(FigureText.percent(share.value)) of rows are among nobody's \(hubness.neighbors) "
          + "nearest (\(FigureText.percent(chance)) by chance): whoever starts from another row "
          + "never meets them."
      )
    ]
  }
}
