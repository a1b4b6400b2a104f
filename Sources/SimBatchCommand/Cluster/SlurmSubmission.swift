import SimBatch

/// Brings the three jobs to Slurm: all of them, or none that runs.
///
/// The plan is submitted on hold and released last. Whatever happens on the way, to this program or to Slurm,
/// nothing has started, and what cannot be taken back is named.
struct SlurmSubmission {
  let job: ClusterJob
  let scripts: SlurmScripts
  /// What the user has to say to sbatch.
  let words: [String]

  /// A job that Slurm has.
  private struct Submitted {
    let piece: String
    let number: String
    /// Where there are several: the cluster.
    let cluster: String?

    /// As options of Slurm's other programs.
    var place: [String] { cluster.map { ["--clusters=\($0)"] } ?? [] }
  }

  init(_ job: ClusterJob, words: [String]) throws {
    if let foreign = SlurmScripts.foreign(in: words) {
      throw JobError.usage(
        "\(foreign): expected no such word for sbatch; the three jobs have their own"
      )
    }
    self.job = job
    self.words = words
    scripts = try SlurmScripts(job)
  }

  /// The commands that submit, for people to read; a shell can run them.
  var commands: String {
    let lines = zip(scripts.all, ["", "$plan", "$shards"]).map { script, predecessor in
      let name = script.name.prefix { $0 != "." }
      let words = sbatch(script, after: predecessor.isEmpty ? nil : "PREDECESSOR")
        .map(ShellWord.quoted).joined(separator: " ")
      return "\(name)=$(\(words.replacing("PREDECESSOR", with: predecessor))) &&\n"
    }
    return lines.joined() + "scontrol release \"$plan\"\n"
  }

  /// - Returns: the number of each job, by its name.
  func submit() throws -> [(piece: String, number: String)] {
    try StopRequest.ofProcess.whileSaving {
      var submitted: [Submitted] = []
      for script in scripts.all {
        let piece = String(script.name.prefix { $0 != "." })
        let words = sbatch(script, after: submitted.last?.number)
        let text = try answer(words, undoing: submitted)
        let fields = text.split(separator: ";", maxSplits: 1).map(String.init)
        guard let number = fields.first, !number.isEmpty, number.allSatisfy(\.isNumber) else {
          throw ClusterError.refused(
            command: "sbatch",
            reason: "it says '\(text)' and not the number of a job",
            remains: undo(submitted)
          )
        }
        let cluster = fields.dropFirst().first
        submitted.append(Submitted(piece: piece, number: number, cluster: cluster))
        if StopRequest.ofProcess.isRequested {
          throw ClusterError.refused(
            command: "submit",
            reason: "interrupted",
            remains: undo(submitted)
          )
        }
      }
      let plan = submitted[0]
      _ = try answer(["scontrol"] + plan.place + ["release", plan.number], undoing: submitted)
      return submitted.map { ($0.piece, $0.number) }
    }
  }

  private func sbatch(_ script: ClusterScript, after predecessor: String?) -> [String] {
    let order =
      predecessor.map { ["--dependency=afterok:\($0)", "--kill-on-invalid-dep=yes"] } ?? ["--hold"]
    return ["sbatch", "--parsable", "--chdir=\(job.logs)"] + order + words
      + ["\(job.scripts)/\(script.name)"]
  }

  /// What a program of Slurm's says; where it fails, what was submitted is taken back.
  private func answer(_ words: [String], undoing submitted: [Submitted]) throws -> String {
    let answer: EngineClient.Answer
    do {
      answer = try EngineClient.ask(words, without: SlurmScripts.foreignVariables)
    } catch {
      // The client was here a moment ago, if anything was submitted.
      guard submitted.isEmpty else {
        throw ClusterError.refused(
          command: words[0],
          reason: "\(error)",
          remains: undo(submitted)
        )
      }
      throw error
    }
    switch answer {
    case .done(let output): return output
    case .failed(let reason):
      throw ClusterError.refused(command: words[0], reason: reason, remains: undo(submitted))
    case .none:
      let remains =
        words[0] == "sbatch"
        ? ", but for one that it may have taken: see squeue --name="
          + "simbatch-\(scripts.all[submitted.count].name.prefix { $0 != "." })" : ""
      throw ClusterError.noAnswer(
        command: words[0],
        seconds: EngineClient.seconds,
        remains: undo(submitted) + remains
      )
    }
  }

  /// Cancels the jobs; what is left of them, in words.
  private func undo(_ submitted: [Submitted]) -> String {
    guard let first = submitted.first else { return "nothing was submitted" }
    let numbers = submitted.map(\.number)
    let words = ["scancel"] + first.place + numbers
    if case .done? = try? EngineClient.ask(words) {
      return "nothing is left of what was submitted"
    }
    return """
      on hold, and not to be cancelled just now: \(numbers.joined(separator: ", ")); cancel them by \
      \(words.joined(separator: " "))
      """
  }
}
