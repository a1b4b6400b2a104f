import ArgumentParser
import SimBatch

/// Checks of the files that a command names, before any of them is opened.
enum NamedFiles {
  /// Refuses standard input as more than one of the inputs.
  ///
  /// - Parameter options: what the inputs are called, for the message.
  static func requireOneStandardInput(_ inputs: [String?], of options: [String]) throws {
    guard inputs.count(where: { $0 == "-" }) <= 1 else {
      throw JobError.usage(
        "standard input can be one of \(options.joined(separator: ", ")), not several"
      )
    }
  }

  /// Refuses outputs of one name or of none, and `-` for any but the first, which are the data.
  ///
  /// `/dev/stdout` is standard output by another name, which any one output may have.
  static func requireDistinct(_ outputs: [(option: String, path: String?)]) throws {
    var seen: [(option: String, path: String)] = []
    for (index, (option, path)) in outputs.enumerated() {
      guard let path else { continue }
      guard !path.isEmpty else {
        throw ValidationError("\(option) '': expected the name of a file")
      }
      if index > 0, path == NeighborOutput.standardOutput {
        throw ValidationError("\(option) -: expected a file; standard output is for data")
      }
      let place = StandardOutput.isNamed(by: path) ? NeighborOutput.standardOutput : path
      if let other = seen.first(where: { $0.path == place }) {
        guard other.option.hasPrefix("-") else {
          throw ValidationError("\(option) \(path): standard output is for \(other.option)")
        }
        throw ValidationError("\(option) \(path): two outputs have this name; see \(other.option)")
      }
      seen.append((option, place))
    }
  }
}
