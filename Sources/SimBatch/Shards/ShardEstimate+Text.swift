extension ShardEstimate {
  /// A table for people.
  public var text: String {
    let shape = "\(self.rows.counted("row")) of \(dimensions.counted("dimension"))"
    var lines = [
      "\(shape), machines of \(threads.counted("thread")) like this one, a shard each"
    ]
    let heads = [
      "machines", "wall time", "efficiency", "memory", "read by each", "read by all", "parts",
    ]
    let rows = self.lines.map { line in
      [
        "\(line.machines)", Self.duration(line.seconds),
        "\(Int((line.efficiency * 100).rounded()))%", "\(ByteCount(line.memoryOfShard))",
        "\(ByteCount(line.bytesReadByShard))", "\(ByteCount(line.bytesRead))",
        "\(ByteCount(line.bytesOfParts))",
      ]
    }
    let widths = heads.indices.map { column in
      ([heads] + rows).map { $0[column].count }.max() ?? 0
    }
    for row in [heads] + rows {
      lines.append(
        zip(row, widths).map { String(repeating: " ", count: $1 - $0.count) + $0 }
          .joined(separator: "  ")
      )
    }
    let work = self.lines.first?.operations ?? 0
    lines.append(
      """
      \(Self.number(work)) operations if no pair were dropped early; a pair took \
      \(Self.number(sample.secondsByPair)) s here, in a sample of \(sample.rows.counted("row")); shared folders \
      are assumed to give \(Int(Self.bytesPerSecond / 1e6)) MB/s to each machine
      """
    )
    if let enough {
      lines.append("more than \(enough.counted("machine")) hardly pay")
    }
    return lines.joined(separator: "\n")
  }

  private static func number(_ value: Double) -> String {
    guard value > 0, value.isFinite else { return "0" }
    var (digits, exponent) = (value, 0)
    while digits >= 9.95 { (digits, exponent) = (digits / 10, exponent + 1) }
    while digits < 0.995 { (digits, exponent) = (digits * 10, exponent - 1) }
    return "\((digits * 10).rounded() / 10)e\(exponent)"
  }

  private static func duration(_ seconds: Double) -> String {
    func rounded(_ value: Double, _ unit: String) -> String {
      "\(value < 10 ? (value * 10).rounded() / 10 : value.rounded()) \(unit)"
        .replacing(".0 ", with: " ")
    }
    if seconds < 120 { return rounded(seconds, "s") }
    if seconds < 7200 { return rounded(seconds / 60, "min") }
    return seconds < 172_800 ? rounded(seconds / 3600, "h") : rounded(seconds / 86_400, "d")
  }
}
