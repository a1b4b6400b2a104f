import FoundationEssentials

/// A file of one JSON document, such as the report of a job, that appears whole or not at all.
///
/// Created before the job runs, so that a report that cannot be written is refused at once.
public final class JSONReport {
  private let report: TextReport

  /// - Throws: ``OutputError/cannotCreate(file:reason:)``.
  public init(_ path: String) throws {
    report = try TextReport(path)
  }

  /// Puts `value` in place as indented JSON with sorted keys and a line feed at its end.
  ///
  /// JSON has no NaN and no infinity: they become the strings `NaN`, `Infinity`, `-Infinity`.
  public func finish(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "Infinity",
      negativeInfinity: "-Infinity",
      nan: "NaN"
    )
    try report.finish([UInt8](encoder.encode(value)) + [UInt8(ascii: "\n")])
  }
}
