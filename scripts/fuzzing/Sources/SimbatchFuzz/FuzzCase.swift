@testable import SimBatch

/// One case: an input, and four bytes at its end that choose how it is read.
///
/// Choices lie in the case, so that a file repeats it, and at the end, so that the fuzzer may change
/// one without the other. Zeros choose the first of everything.
struct FuzzCase {
  let bytes: [UInt8]
  private var choices: UInt32

  static let choiceSize = 4

  init(_ data: UnsafeBufferPointer<UInt8>) {
    let end = max(0, data.count - Self.choiceSize)
    bytes = Array(data[..<end])
    choices = data[end...].reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// One of `options`.
  mutating func choose<Option>(_ options: [Option]) -> Option {
    let count = UInt32(options.count)
    defer { choices /= count }
    return options[Int(choices % count)]
  }

  /// The bytes as text.
  var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// Stops at a case that breaks a promise; libFuzzer then saves it.
func require(_ holds: Bool, _ complaint: @autoclosure () -> String) {
  if !holds { fatalError(complaint()) }
}

/// Runs `body`, which may fail as users are told: by one line and an exit code that is no fault of
/// the program.
///
/// - Parameter name: what the line must start with; nil for any line.
func expectingErrors<Result>(about name: String? = nil, _ body: () throws -> Result) -> Result? {
  do {
    return try body()
  } catch let error as any SimBatchError {
    requireGoodLine(error, about: name)
    return nil
  } catch {
    fatalError("no error for users: \(error)")
  }
}

func requireGoodLine(_ error: any SimBatchError, about name: String?) {
  let line = error.description
  require(!line.contains(where: \.isNewline), "several lines: \(line)")
  require(name.map { line.hasPrefix("\($0): ") } ?? true, "another start: \(line)")
  require(error.exitCode != .internal && error.exitCode != .success, "\(error.exitCode): \(line)")
}
