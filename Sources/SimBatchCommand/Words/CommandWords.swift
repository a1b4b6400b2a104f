import ArgumentParser
import SimBatch

/// Names of subcommands as people type them.
enum CommandWords {
  /// What other programs call them.
  private static let foreign = [
    "dedup": "duplicates", "dedupe": "duplicates", "deduplicate": "duplicates",
    "deduplication": "duplicates", "near-duplicates": "duplicates", "dups": "duplicates",
    "knn": "neighbors", "nn": "neighbors", "nearest": "neighbors", "search": "neighbors",
    "query": "neighbors", "pairwise": "matrix", "heatmap": "matrix", "inspect": "info",
    "describe": "info", "eval": "evaluate", "train": "fit", "learn": "fit", "export": "convert",
    "split": "plan",
  ]

  /// Refuses a first word that is neither a file nor a subcommand but like one, and a `help` of what is
  /// none.
  ///
  /// The parser takes a word that is no subcommand for an input of the default one, and `help` shows
  /// the whole program's then.
  ///
  /// - Throws: ``JobError/usage(_:)``.
  static func check(_ arguments: [String]) throws {
    var (words, command) = (arguments[...], Simbatch.self as any ParsableCommand.Type)
    let isHelp = words.first == "help"
    if isHelp { words = words.dropFirst() }
    while let word = words.popFirst(), !word.hasPrefix("-") {
      let commands = command.configuration.subcommands
      guard !commands.isEmpty else { return }
      if let next = commands.first(where: { name(of: $0) == word }) {
        command = next
        continue
      }
      let known = commands.map(name(of:))
      let meant = suggestion(for: word, among: known).map { "; did you mean '\($0)'?" }
      if isHelp {
        guard word != "help" else { return }
        let list = ": there are \(known.joined(separator: ", "))"
        throw JobError.usage("'\(word)' is no command\(meant ?? list)")
      }
      if let meant, !FileSystem.exists(word) {
        throw JobError.usage("'\(word)' is neither a command nor a file\(meant)")
      }
      return
    }
  }

  static func name(of command: any ParsableCommand.Type) -> String {
    command.configuration.commandName ?? "\(command)".lowercased()
  }

  private static func suggestion(for word: String, among known: [String]) -> String? {
    let word = word.lowercased()
    if let meant = foreign[word], known.contains(meant) { return meant }
    let nearest = known.map { (name: $0, edits: EditDistance($0, word).edits) }
      .min { $0.edits < $1.edits }
    guard let nearest, nearest.edits <= max(1, nearest.name.count / 4) else { return nil }
    return nearest.name
  }
}
