import ArgumentParser
import SimBatch

/// The words of a job that is done in shards: its subcommand, its options, its inputs.
enum JobWords {
  private static let kinds: [(name: String, command: any ParsableCommand.Type)] = [
    ("neighbors", Neighbors.self), ("duplicates", Duplicates.self),
    ("matrix", FullMatrixCommand.self),
  ]

  /// The words with the subcommand in front, which may be left out; refuses what the job itself would refuse.
  ///
  /// - Throws: `ValidationError`.
  static func checked(_ words: [String], output: String) throws -> [String] {
    guard !words.isEmpty else {
      throw ValidationError("Missing the job: neighbors, duplicates or matrix, options, INPUT")
    }
    let first = Simbatch.commandName(in: words)
    guard let kind = kinds.first(where: { $0.name == first }) else {
      throw ValidationError(
        "\(first) cannot be done in shards: expected neighbors, duplicates or matrix"
      )
    }
    let own = words[0] == kind.name ? Array(words.dropFirst()) : words
    guard !own.contains("-") else {
      throw ValidationError("-: shards have no standard input to share; give them a file")
    }
    do {
      _ = try kind.command.parse(["--output", output] + own)
    } catch {
      throw ValidationError(kind.command.message(for: error))
    }
    return [kind.name] + own
  }
}
