import SimBatch

/// `--metrics`, as it is before the command line is parsed.
enum MetricsOption {
  static let name = "--metrics"
  /// Commands that have it.
  private static let commands: Set = [
    "neighbors", "duplicates", "matrix", "convert", "run", "merge",
  ]

  /// Where the metrics of this run go; nil without the option or with one that the parser refuses.
  static func file(of command: String, _ arguments: [String]) -> MetricsFile? {
    guard commands.contains(command),
      let path = EarlyOption.value(of: name, in: arguments),
      let job = jobName(of: path)
    else { return nil }
    // The collector refuses files of which two have the same figures with the same labels.
    return MetricsFile(
      // Shards work in the folder of their plan.
      AbsolutePath.of(path),
      labels: [MetricLabel("command", command), MetricLabel("name", job)]
    )
  }

  /// What distinguishes jobs: the file's name without its ending; nil where it has another.
  static func jobName(of path: String) -> String? {
    let name = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
    guard name.hasSuffix(MetricsFile.fileExtension) else { return nil }
    let job = name.dropLast(MetricsFile.fileExtension.count)
    return job.isEmpty ? nil : String(job)
  }
}
