import ArgumentParser
import SimBatch

/// The words of a job that is done in shards: its subcommand, its options, its inputs.
enum JobWords {
  /// The words with the subcommand in front, which may be left out; refuses what the job itself would refuse.
  ///
  /// - Throws: `ValidationError`.
  static func checked(_ words: [String], output: String) throws -> [String] {
    guard !words.isEmpty else {
      throw ValidationError("Missing the job: neighbors, duplicates or matrix, options, INPUT")
    }
    let first = Simbatch.commandName(in: words)
    guard let command = PlannedJob.command(named: first) else {
      throw ValidationError(
        "\(first) cannot be done in shards: expected neighbors, duplicates or matrix"
      )
    }
    let own = words[0] == first ? Array(words.dropFirst()) : words
    do {
      try command.parse(["--output", output] + own).requireShardable()
    } catch let error as JobError {
      throw ValidationError(error.description)
    } catch {
      throw ValidationError(command.message(for: error))
    }
    return [first] + own
  }
}
