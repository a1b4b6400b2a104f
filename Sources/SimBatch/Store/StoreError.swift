/// Why a store cannot be used, or does not hold what it should.
public enum StoreError: SimBatchError, Equatable {
  /// The folder is no store.
  case notAStore(String, reason: String)
  /// Made by a version whose layout is not known here.
  case newerVersion(String, found: Int, known: Int)
  /// A run asks for something else than the store was made for.
  case differs(String, setting: String, stored: String, asked: String)
  /// Another run has it.
  case locked(String, seconds: Double)
  /// The system refused something; `reason` is its own.
  case system(String, reason: String, ExitCode)
  /// Files or decisions are not what they were.
  case damaged(String, detail: String)
  /// Ids of a batch that name two rows.
  case repeatedId(String, id: String, rows: [Int])

  public var exitCode: ExitCode {
    switch self {
    case .system(_, _, let code): code
    case .notAStore: .noInput
    case .newerVersion, .damaged, .repeatedId: .data
    case .differs: .usage
    case .locked: .temporary
    }
  }

  public var description: String { text.onOneLine }

  private var text: String {
    switch self {
    case .notAStore(let path, let reason): "\(path): not a store: \(reason)"
    case .newerVersion(let path, let found, let known):
      """
      \(path): made by a newer simbatch: expected a store of version \(known) at most, \
      found \(found)
      """
    case .differs(let path, let setting, let stored, let asked):
      "\(path): this store has \(setting) \(stored), and this run asks for \(asked)"
    case .locked(let path, let seconds):
      "\(path): another run has this store, still after \(seconds) s; run it again"
    case .system(let path, let reason, _): "\(path): \(reason)"
    case .damaged(let path, let detail): "\(path): damaged: \(detail)"
    case .repeatedId(let name, let id, let rows):
      "\(name): expected each id once, found '\(id)' in rows \(rows[0]) and \(rows[1])"
    }
  }
}
