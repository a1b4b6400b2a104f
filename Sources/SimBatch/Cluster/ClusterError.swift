/// Why a job does not get to the engine of a cluster, or not through it.
public enum ClusterError: SimBatchError, Equatable {
  /// A path or word that cannot stand in a script.
  case unwritable(String, found: String)
  /// The engine would read more into a path than is meant.
  case misread(path: String, found: String, engine: String)
  /// A program of the engine cannot be started.
  case noClient(String, reason: String)
  /// A program of the engine refused; `remains` is what is left of the job there.
  case refused(command: String, reason: String, remains: String)
  /// A program of the engine does not come back; `remains` is what is left of the job there.
  case noAnswer(command: String, seconds: Double, remains: String)
  /// A piece of work ended with an error.
  case failed(piece: String, code: ExitCode, reason: String, log: String)
  /// A piece of work was interrupted or killed again and again.
  case givenUp(piece: String, runs: Int, reason: String, log: String)

  public var exitCode: ExitCode {
    switch self {
    case .unwritable, .misread: .usage
    case .noClient, .refused: .io
    case .noAnswer, .givenUp: .temporary
    case .failed(_, let code, _, _): code
    }
  }

  public var description: String { text.onOneLine }

  private var text: String {
    switch self {
    case .unwritable(let word, let found):
      "\(word): \(found) cannot stand in a script; choose another name"
    case .misread(let path, let found, let engine):
      "\(path): \(engine) gives \(found) in the name of a log another meaning; choose another name"
    case .noClient(let name, let reason):
      "\(name) cannot be started: \(reason); is this a machine that submits jobs?"
    case .refused(let command, let reason, let remains):
      "\(command) failed: \(reason.isEmpty ? "it does not say why" : reason); \(remains)"
    case .noAnswer(let command, let seconds, let remains):
      "\(command) gave no answer in \(Int(seconds)) s; \(remains)"
    case .failed(let piece, _, let reason, let log):
      "\(piece) failed: \(reason); see \(log)"
    case .givenUp(let piece, let runs, let reason, let log):
      """
      \(piece) did not end in \(runs) runs: \(reason); see \(log). What is done is kept: the same \
      command goes on
      """
    }
  }
}
