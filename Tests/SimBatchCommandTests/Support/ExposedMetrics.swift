import Foundation

/// A file in Prometheus' text format, read as its description says and nothing more lenient.
struct ExposedMetrics {
  struct Sample: Equatable {
    let labels: [String: String]
    let value: Double
  }

  struct Malformed: Error {
    let line: String
  }

  /// One sample each, by name.
  private(set) var samples: [String: Sample] = [:]

  /// Each metric is a HELP line, a TYPE line and a sample; names do not repeat.
  init(_ bytes: [UInt8]) throws {
    let text = String(decoding: bytes, as: UTF8.self)
    guard text.hasSuffix("\n") else { throw Malformed(line: text) }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    guard lines.count.isMultiple(of: 3) else { throw Malformed(line: "\(lines.count) lines") }
    for start in stride(from: 0, to: lines.count, by: 3) {
      let name = try Self.name(help: lines[start], type: lines[start + 1])
      let (sampleName, sample) = try Self.sample(lines[start + 2])
      guard sampleName == name, samples.updateValue(sample, forKey: name) == nil else {
        throw Malformed(line: String(lines[start + 2]))
      }
    }
  }

  func value(_ name: String) -> Double? { samples["simbatch_\(name)"]?.value }

  private static func name(help: Substring, type: Substring) throws -> String {
    let words = help.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false)
    guard words.count == 4, words[0] == "#", words[1] == "HELP", !words[3].isEmpty,
      words[2].wholeMatch(of: /[a-zA-Z_:][a-zA-Z0-9_:]*/) != nil,
      type == "# TYPE \(words[2]) gauge"
    else { throw Malformed(line: "\(help)\n\(type)") }
    return String(words[2])
  }

  /// `name{label="value",label="value"} number`.
  private static func sample(_ line: Substring) throws -> (String, Sample) {
    guard let brace = line.firstIndex(of: "{") else { throw Malformed(line: String(line)) }
    var rest = line[line.index(after: brace)...]
    var labels: [String: String] = [:]
    while !rest.hasPrefix("} ") {
      if !labels.isEmpty {
        guard rest.first == "," else { throw Malformed(line: String(line)) }
        rest.removeFirst()
      }
      guard let start = rest.prefixMatch(of: /([a-zA-Z_][a-zA-Z0-9_]*)="/) else {
        throw Malformed(line: String(line))
      }
      rest = rest[start.range.upperBound...]
      guard let value = quoted(&rest), labels.updateValue(value, forKey: String(start.1)) == nil
      else { throw Malformed(line: String(line)) }
    }
    guard let value = Double(rest.dropFirst(2)), value.isFinite else {
      throw Malformed(line: String(line))
    }
    return (String(line[..<brace]), Sample(labels: labels, value: value))
  }

  /// The value up to its closing quote, which is taken from `rest`; nil where an escape is none or
  /// the quote is missing.
  private static func quoted(_ rest: inout Substring) -> String? {
    var value = String.UnicodeScalarView()
    var scalars = rest.unicodeScalars
    while let scalar = scalars.popFirst() {
      if scalar == "\"" {
        rest = Substring(scalars)
        return String(value)
      }
      guard scalar == "\\" else {
        value.append(scalar)
        continue
      }
      switch scalars.popFirst() {
      case "\\": value.append("\\")
      case "\"": value.append("\"")
      case "n": value.append("\n")
      default: return nil
      }
    }
    return nil
  }
}
