import Foundation
import Testing

/// The way of the three jobs to Slurm, whose programs are played.
@Suite("submit --engine slurm")
struct SlurmSubmissionTests {
  /// An engine that takes jobs with the numbers 101, 102, 103 until `refused`, counted from 1.
  private func engine(refusing refused: Int = 0) throws -> Engine {
    let engine = try Engine()
    try engine.install(
      "sbatch",
      """
      printf 'sbatch' >> "$SANDBOX/asked"; printf ' <%s>' "$@" >> "$SANDBOX/asked"
      echo >> "$SANDBOX/asked"
      count=$(grep -c sbatch "$SANDBOX/asked")
      if [ "$count" = \(refused) ]; then echo 'sbatch: error: no room' >&2; exit 1; fi
      echo "$((100 + count))"
      """
    )
    for client in ["scontrol", "scancel"] {
      try engine.install(client, #"echo "\#(client) $*" >> "$SANDBOX/asked""#)
    }
    return engine
  }

  @Test("submits three jobs that wait for each other, and starts them last")
  func chain() throws {
    let engine = try engine()
    let outcome = try engine.submit("slurm", behind: ["--", "--partition", "long", "-A", "me"])
    #expect(outcome.exitCode == 0 && outcome.error.isEmpty, "\(outcome.error)")
    #expect(outcome.text == "plan 101\nshards 102\nmerge 103\n")
    func expected(_ order: String, _ script: String) -> String {
      "sbatch <--parsable> <--chdir=\(engine.inPlan("logs"))> \(order)"
        + " <--partition> <long> <-A> <me> <\(engine.inPlan("scripts/\(script).sh"))>"
    }
    #expect(
      engine.lines("asked") == [
        expected("<--hold>", "plan"),
        expected("<--dependency=afterok:101> <--kill-on-invalid-dep=yes>", "shards"),
        expected("<--dependency=afterok:102> <--kill-on-invalid-dep=yes>", "merge"),
        "scontrol release 101",
      ]
    )
  }

  @Test("takes back what was submitted when Slurm refuses the rest", arguments: [1, 2, 3])
  func refused(job: Int) throws {
    let engine = try engine(refusing: job)
    let outcome = try engine.submit("slurm")
    #expect(outcome.exitCode == 74)
    #expect(outcome.saidOneLine && outcome.error.contains("no room"), "\(outcome.error)")
    #expect(outcome.output.isEmpty)
    let cancelled = engine.lines("asked").filter { !$0.hasPrefix("sbatch") }
    let numbers = (101..<100 + job).map(String.init).joined(separator: " ")
    #expect(cancelled == (job == 1 ? [] : ["scancel \(numbers)"]))
  }

  @Test("takes all back when the jobs cannot be released")
  func notReleased() throws {
    let engine = try engine()
    try engine.install("scontrol", "echo 'down' >&2; exit 1")
    let outcome = try engine.submit("slurm")
    #expect(outcome.exitCode == 74 && outcome.saidOneLine)
    #expect(engine.lines("asked").last == "scancel 101 102 103")
  }

  @Test("names the jobs that it cannot take back")
  func notCancelled() throws {
    let engine = try engine(refusing: 3)
    try engine.install("scancel", "exit 1")
    let outcome = try engine.submit("slurm")
    #expect(outcome.exitCode == 74 && outcome.saidOneLine)
    #expect(outcome.error.contains("scancel 101 102"), "\(outcome.error)")
  }

  @Test("goes to the cluster that took the job, where there are several")
  func clusters() throws {
    let engine = try engine()
    try engine.install("sbatch", "echo '5;north'")
    #expect(try engine.submit("slurm").text == "plan 5\nshards 5\nmerge 5\n")
    #expect(engine.lines("asked") == ["scontrol --clusters=north release 5"])
  }

  @Test("does not take anything but a number for one", arguments: ["Submitted", "", "-5"])
  func noNumber(answer: String) throws {
    let engine = try engine()
    try engine.install("sbatch", "echo '\(answer)'")
    let outcome = try engine.submit("slurm")
    #expect(outcome.exitCode == 74 && outcome.saidOneLine, "\(outcome.error)")
  }

  @Test("says so where there is no Slurm")
  func noClient() throws {
    let engine = try Engine()
    let outcome = try engine.submit("slurm")
    #expect(outcome.exitCode == 74 && outcome.saidOneLine)
    #expect(outcome.error.contains("sbatch"), "\(outcome.error)")
  }

  @Test("keeps variables from sbatch that would take the place of the scripts' settings")
  func variables() throws {
    let engine = try Engine()
    try engine.install("scontrol", "true")
    try engine.install("sbatch", #"env > "$SANDBOX/variables"; echo 1"#)
    let outcome = try engine.submit(
      "slurm",
      environment: ["SBATCH_ARRAY_INX": "0-99", "SBATCH_ACCOUNT": "me"]
    )
    #expect(outcome.exitCode == 0)
    let variables = engine.lines("variables")
    #expect(variables.contains("SBATCH_ACCOUNT=me"))
    #expect(!variables.contains { $0.hasPrefix("SBATCH_ARRAY") })
  }

  @Test("with --dry-run shows scripts and commands that a shell takes, and does nothing")
  func dryRun() throws {
    let engine = try engine()
    let before = try engine.sandbox.names
    let outcome = try engine.submit("slurm", ["--dry-run"])
    #expect(outcome.exitCode == 0 && outcome.error.isEmpty)
    #expect(try engine.sandbox.names == before)
    try engine.sandbox.write(outcome.output, to: "shown.sh")
    #expect(try engine.sandbox.shell("bash -n shown.sh").exitCode == 0)
    let commands = try #require(outcome.text.components(separatedBy: "# The commands").last)
    try engine.sandbox.write("#" + commands, to: "commands.sh")
    let run = try engine.sandbox.shell("bash ./commands.sh", environment: engine.environment)
    #expect(run.exitCode == 0, "\(run.error)")
    let shown = engine.lines("asked")
    try FileManager.default.removeItem(at: engine.sandbox.directory.appending(path: "asked"))
    #expect(try engine.submit("slurm").exitCode == 0)
    #expect(engine.lines("asked") == shown)
  }
}
