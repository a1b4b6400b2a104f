import ArgumentParser
import Glibc
import Logging
import SimBatch

/// How a line on standard error looks.
enum LogFormat: String, CaseIterable, ExpressibleByArgument, Sendable {
  /// `simbatch: message`, or `simbatch: warning: message`.
  case text
  /// An object: time, level, message, command, pid, version, and what is known in figures.
  case json

  static let option = "--log-format"
  /// Where no option says otherwise.
  static let variable = "SIMBATCH_LOG_FORMAT"

  /// The format that the command line asks for, or else the environment; text where neither can be
  /// understood, in which case the run ends with an error.
  init(arguments: [String]) {
    let asked = EarlyOption.value(of: Self.option, in: arguments) ?? Self.inEnvironment
    self = asked.flatMap(Self.init(rawValue:)) ?? .text
  }

  /// - Throws: ``JobError/usage(_:)`` where the environment asks for a format that does not exist.
  static func checkEnvironment() throws {
    guard let value = inEnvironment, Self(rawValue: value) == nil else { return }
    throw JobError.usage("\(variable)=\(value): expected text or json")
  }

  private static var inEnvironment: String? { EnvironmentVariable.value(variable) }

  func line(for event: LogEvent) -> String {
    switch self {
    case .text:
      let mark = event.level == .warning ? "warning: " : ""
      return "simbatch: \(mark)\(event.message)"
    case .json:
      var object = JSONLine()
      object.append("time", .string(WallTime.now.textWithMilliseconds))
      object.append("level", .string(event.level.rawValue))
      object.append("message", .string(event.message.description))
      object.append("command", .string(RunRecord.ofProcess.command))
      object.append("pid", .stringConvertible(getpid()))
      object.append("version", .string(SimBatchVersion.current))
      for (name, value) in (event.metadata ?? [:]).sorted(by: { $0.key < $1.key }) {
        object.append(name, value)
      }
      return object.text
    }
  }
}

/// A JSON object on one line.
private struct JSONLine {
  private var bytes: [UInt8] = []

  var text: String { "{" + String(decoding: bytes, as: UTF8.self) + "}" }

  /// Adds a field: numbers as numbers, anything else as the text that it is.
  mutating func append(_ name: String, _ value: Logger.MetadataValue) {
    if !bytes.isEmpty { bytes.append(UInt8(ascii: ",")) }
    bytes.append(jsonString: Array(name.utf8))
    bytes.append(UInt8(ascii: ":"))
    if case .stringConvertible(let number) = value, Self.isNumber(number) {
      bytes.append(contentsOf: "\(number)".utf8)
    } else {
      bytes.append(jsonString: Array("\(value)".utf8))
    }
  }

  private static func isNumber(_ value: Any) -> Bool {
    // JSON has no NaN and no infinity.
    value is any BinaryInteger || (value as? Double)?.isFinite == true
  }
}
