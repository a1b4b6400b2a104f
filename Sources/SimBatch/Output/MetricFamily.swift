/// Figures of one name in Prometheus' text format, here with one sample.
package struct MetricFamily: Sendable {
  package let name: String
  /// What the figure is, for people.
  package let help: String
  package let value: Double

  package init(_ name: String, _ value: Double, help: String) {
    self.name = name
    self.help = help
    self.value = value
  }

  /// What every file of metrics begins with.
  static let firstBytes = "# HELP simbatch_".utf8

  /// `name{label="value",…}`, as it stands before the value.
  static func series(_ name: String, _ labels: [MetricLabel]) -> String {
    let pairs = labels.map { "\($0.name)=\"\(escaped($0.value))\"" }
    return "\(name){\(pairs.joined(separator: ","))}"
  }

  /// Three lines: HELP, TYPE and the sample. All are gauges: a file tells of one run, and counts
  /// nothing up.
  func text(_ labels: [MetricLabel]) -> String {
    """
    # HELP \(name) \(help)
    # TYPE \(name) gauge
    \(Self.series(name, labels)) \(number)

    """
  }

  /// Whole numbers without a fraction, up to where `Double` knows them all.
  private var number: String {
    value.magnitude < 0x1p53 && value == value.rounded() ? "\(Int(value))" : "\(value)"
  }

  /// The value of a label with backslash, quote and line feed as the format has them; any other
  /// character stands for itself.
  private static func escaped(_ value: String) -> String {
    var text = ""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\\": text += #"\\"#
      case "\"": text += #"\""#
      case "\n": text += #"\n"#
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}

/// What tells the figures of one job from those of another.
package struct MetricLabel: Sendable {
  package let name: String
  package let value: String

  package init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}
