import ArgumentParser
import SimBatch

/// The program: parsing and printing only; the library does the work.
struct Simbatch: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simbatch",
    abstract: "Exact all-pairs similarity of embeddings, for batch jobs.",
    discussion: """
      Finds the nearest rows of a matrix of embeddings, each compared with every other. Answers \
      are exact and reproducible: scores are verified in double precision, ties go to the lower \
      row, and the same input gives the same bytes on any machine (scores of a full matrix are within a \
      stated error instead).

      EXAMPLES
        simbatch --top 10 in.bin                    ten nearest rows of each, as csv
        simbatch --top 10 in.npy -o out.bin         the same, as binary
        simbatch --top 10 in.npy -o graph.npz       a graph, for scipy.sparse
        simbatch --metric cosine --min-score 0.8 in.fbin
        simbatch --queries questions.fbin --top 5 answers.fbin
        simbatch duplicates --min-score 0.9 in.npy  near-duplicates, and which row stays
        simbatch matrix in.npy -o all.npy           the score of every pair
        simbatch audit in.npy                       is this the right similarity?
        simbatch evaluate in.npy --pairs judged.csv  which similarity is the right one
        simbatch info in.npy                        what is in a file
        simbatch submit --help                      the job on many machines

      EXIT CODES
        0 done · 64 usage · 65 bad data · 66 no such input · 70 internal
        73 output cannot be created · 74 input/output error · 75 interrupted or locked, run again
      """,
    version: SimBatchVersion.current,
    subcommands: [
      Neighbors.self, Duplicates.self, Store.self, FullMatrixCommand.self, Audit.self,
      Evaluate.self, Fit.self, Convert.self, Info.self, Plan.self, Run.self, Merge.self,
      Status.self, Submit.self,
    ],
    defaultSubcommand: Neighbors.self
  )
}

extension Simbatch {
  /// The subcommand that the parser will find: its name comes first, or it is the default one.
  static func commandName(in arguments: [String]) -> String {
    let names = configuration.subcommands.map(CommandWords.name(of:))
    guard let first = arguments.first, names.contains(first) else { return names[0] }
    return first
  }
}

@main
enum Main {
  static func main() {
    let record = RunRecord.ofProcess
    ClosedPipe.ignoreSignals()
    Interruption.cleanUpOnSignals()
    do {
      try LogFormat.checkEnvironment()
      try CommandWords.check(Array(CommandLine.arguments.dropFirst()))
      var command = try Simbatch.parseAsRoot()
      try command.run()
      let code = record.end(.success)
      if code != .success { Interruption.exit(code) }
    } catch let error as any SimBatchError {
      let isSaid = error.exitCode != .success
      Interruption.exit(error.exitCode, isSaid ? error.description : nil)
    } catch {
      exit(error, isJSON: record.logFormat == .json)
    }
  }

  /// Ends the run with an error of the parser, or one that nobody has thought of.
  private static func exit(_ error: any Error, isJSON: Bool) -> Never {
    let isMistake = Simbatch.exitCode(for: error) == .validationFailure
    // Help, version and completions are "errors" of the parser, too, that it prints itself.
    let isPrintedByParser = Simbatch.exitCode(for: error) == .success
    let isHelpForPeople = isMistake && CommandLine.argc == 1 && !isJSON
    let mistake = UsageMistake(Array(CommandLine.arguments.dropFirst()))
    if isPrintedByParser, let reason = mistake.whyNoHelp { Interruption.exit(.usage, reason) }
    if isPrintedByParser || isHelpForPeople { Simbatch.exit(withError: error) }
    let message = Simbatch.message(for: error).split(whereSeparator: \.isNewline)
      .joined(separator: " ")
    guard isMistake else { Interruption.exit(.internal, message) }
    Interruption.exit(.usage, mistake.explained(message) + "; see simbatch --help")
  }
}
