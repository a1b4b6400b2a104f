import ArgumentParser
import SimBatch

/// A command line that the parser refused, or took for a call for help that it is not.
struct UsageMistake {
  /// Words before `--`, after which nothing is an option.
  private let words: [String]
  /// The subcommand, or the job of `plan`.
  private let command: String

  init(_ arguments: [String]) {
    words = Array(arguments.prefix { $0 != "--" })
    let first = Simbatch.commandName(in: arguments)
    let jobs = Plan.configuration.subcommands.map(CommandWords.name(of:))
    command = first == "plan" ? arguments.dropFirst().first { jobs.contains($0) } ?? first : first
  }

  /// Why this is no call for help although the parser found an `h` in it; nil where it is one.
  ///
  /// The parser reads `-dash.npy` as six options of one letter, and one of them asks for help.
  var whyNoHelp: String? {
    let asksForHelp = words.contains { word in
      ["-h", "-help", "help"].contains(word) || word.hasPrefix("--help")
        || word.hasPrefix("--version") || word.hasPrefix("--generate-completion-script")
        || word.hasPrefix("--experimental-dump-help")
    }
    guard !asksForHelp, let word = words.first(where: Self.isCluster) else { return nil }
    return Self.dashed(word)
  }

  /// The parser's message in the words of this program, where another program's were used.
  func explained(_ message: String) -> String {
    if let option = Self.quoted(in: message, after: "Unknown option '"),
      let meaning = OptionWords.meaning(of: option, command: command)
    {
      return "Unknown option '\(option)'; did you mean \(meaning)?"
    }
    if let value = Self.quoted(in: message, after: "The value '"),
      message.contains("for '--metric"), let meaning = OptionWords.meaning(ofMetric: value)
    {
      return message + " Did you mean \(meaning)?"
    }
    guard let path = words.first(where: Self.isDashedPath) else { return message }
    return Self.dashed(path)
  }

  private static func dashed(_ word: String) -> String {
    "'\(word)' begins with a dash, as options do; for a file of this name, write './\(word)'"
  }

  /// Several letters after one dash: no option of this program, and no number.
  private static func isCluster(_ word: String) -> Bool {
    word.hasPrefix("-") && !word.hasPrefix("--") && word.count > 2 && Double(word) == nil
  }

  /// Whether a word that begins with a dash was meant as a file: there is one, or it has an ending.
  private static func isDashedPath(_ word: String) -> Bool {
    guard word.hasPrefix("-"), word != "-", Double(word) == nil else { return false }
    return FileSystem.exists(word) || isCluster(word) && word.contains(".") && !word.contains("=")
  }

  private static func quoted(in message: String, after start: String) -> String? {
    guard message.hasPrefix(start) else { return nil }
    return String(message.dropFirst(start.count).prefix { $0 != "'" })
  }
}
