/// A job in shards, as an engine is told of it: what runs where, and what each piece may use.
///
/// Three kinds of work follow each other: a plan, the shards in any order, a merge. Each is one command of
/// this program, and each may be run again at any time.
public struct ClusterJob: Sendable {
  /// What a piece of work may use; the plan and the merge are given as much as a shard.
  public struct Limits: Sendable {
    /// Processors.
    public var processors: Int
    /// Bytes of memory; nil for what the engine gives.
    public var memory: Int?
    /// How long it may take until it is stopped; nil for as long as the engine lets it.
    public var time: TimeLimit?

    public init(processors: Int = 1, memory: Int? = nil, time: TimeLimit? = nil) {
      self.processors = processors
      self.memory = memory
      self.time = time
    }
  }

  /// This program, as the machines that run the job know it.
  public let program: String
  /// The absolute folder where relative paths of `words` and `output` start.
  public let directory: String
  /// The absolute folder of the plan, which all machines share.
  public let plan: String
  /// The answer.
  public let output: String
  /// The job: `neighbors`, `duplicates` or `matrix`, then its options and inputs, none of them touched.
  public let words: [String]
  /// Shards; numbers start at 0.
  public let shardCount: Int
  /// Shards that run at once, at most; nil for as many as the engine has room for.
  public var runningLimit: Int?
  /// How often a piece of work that was interrupted is started again.
  public var retryLimit = 10
  public var limits = Limits()

  /// - Throws: ``ClusterError/unwritable(_:found:)`` for a line break or another control character in a
  ///   path or word.
  public init(
    program: String,
    directory: String,
    plan: String,
    output: String,
    words: [String],
    shardCount: Int
  ) throws(ClusterError) {
    precondition(!words.isEmpty && shardCount > 0)
    for word in [program, directory, plan, output] + words {
      try Self.checkWritable(word)
    }
    self.program = program
    self.directory = directory
    self.plan = plan
    self.output = output
    self.words = words
    self.shardCount = shardCount
  }

  /// Scripts have lines, and so have logs.
  private static func checkWritable(_ word: String) throws(ClusterError) {
    let control = word.unicodeScalars.first { $0.properties.generalCategory == .control }
    if let control { throw .unwritable(word, found: control.escaped(asASCII: true)) }
  }

  /// The folder of the scripts.
  public var scripts: String { plan + "/scripts" }

  /// The folder of what the pieces of work say.
  public var logs: String { plan + "/logs" }

  public var planCommand: [String] {
    [program, "plan", words[0], "--shards", "\(shardCount)", "--plan", plan]
      + processorOptions + memoryOptions + words.dropFirst()
  }

  /// The command of a shard.
  ///
  /// - Parameter shard: its number; nil where the engine says it by a variable of the environment.
  public func shardCommand(_ shard: Int? = nil) -> [String] {
    [program, "run", plan] + (shard.map { ["--shard", "\($0)"] } ?? [])
      + processorOptions + memoryOptions
  }

  public var mergeCommand: [String] {
    [program, "merge", plan, "-o", output] + memoryOptions
  }

  private var processorOptions: [String] { ["--threads", "\(limits.processors)"] }

  /// A quarter is left for what is not counted in advance: the program itself, libraries, buffers.
  private var memoryOptions: [String] {
    limits.memory.map { ["--memory", ByteCount($0 / 4 * 3).argument] } ?? []
  }
}

/// A file that tells an engine what to do.
public struct ClusterScript: Sendable {
  /// Its name in ``ClusterJob/scripts``.
  public let name: String
  public let text: String
}
