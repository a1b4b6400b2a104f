import Foundation
import Testing

/// A line of the log in JSON, as a collector of logs reads it.
struct LogLine {
  let fields: [String: Any]

  /// All lines that a run said; fails where one is no object, or more or less than that.
  static func all(in outcome: Outcome) throws -> [LogLine] {
    #expect(outcome.error.isEmpty || outcome.error.hasSuffix("\n"))
    return try outcome.errorLines.map { line in
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
      return LogLine(fields: try #require(object as? [String: Any], "\(line)"))
    }
  }

  var level: String? { fields["level"] as? String }
  var message: String { fields["message"] as? String ?? "" }
  var exitCode: Int? { fields["exit_code"] as? Int }
}
