import Foundation
import Testing

/// The batch scripts, run by a shell as Slurm does, with its programs played.
@Suite("The scripts for Slurm")
struct SlurmScriptTests {
  /// An engine whose scripts are written.
  private func submitted(_ options: [String] = [], job: [String] = ["neighbors", "--top", "3"])
    throws -> Engine
  {
    let engine = try Engine()
    try engine.install("sbatch", "echo 7")
    try engine.install("scontrol", #"echo "$@" >> "$SANDBOX/scontrol""#)
    try engine.install("squeue", "echo RUNNING")
    let outcome = try engine.submit("slurm", options, job: job)
    try #require(outcome.exitCode == 0, "\(outcome.error)")
    try FileManager.default.removeItem(at: engine.sandbox.directory.appending(path: "scontrol"))
    return engine
  }

  private func start(
    _ script: String,
    of engine: Engine,
    environment: [String: String] = [:]
  ) throws -> RunningProgram {
    let own = ["SLURM_JOB_ID": "9", "SLURM_ARRAY_JOB_ID": "7", "SLURM_ARRAY_TASK_ID": "2"]
    return try engine.sandbox.start(
      [engine.inPlan("scripts/\(script).sh")],
      program: "/bin/bash",
      environment: engine.environment.merging(own) { _, new in new }
        .merging(environment) { _, new in new }
    )
  }

  @Test("pass every word on as it is")
  func quoting() throws {
    let hostile = ["--ids", "a'b\"c `d` $(e) \\ *", "--sql", "select ';' -- x", "--rows", "1-2"]
    let engine = try submitted(job: ["duplicates", "--min-score", "0.5"] + hostile)
    try engine.install("piece", #"printf '%s\0' "$PWD" "$@" > "$SANDBOX/words""#)
    for script in ["plan", "shards", "merge"] {
      #expect(try start(script, of: engine).outcome().exitCode == 0)
      let text = String(decoding: try engine.sandbox.read("words"), as: UTF8.self)
      let words = text.split(separator: "\0").map(String.init)
      let folder = URL(filePath: engine.sandbox.directory.path).resolvingSymlinksInPath().path
      #expect(words.first == folder)
      let expected =
        switch script {
        case "plan":
          ["plan", "duplicates", "--shards", "4", "--plan", engine.inPlan("").dropLast().description]
            + ["--threads", "1", "--min-score", "0.5"] + hostile + [Engine.input]
        case "shards": ["run", engine.inPlan("").dropLast().description, "--threads", "1"]
        default: ["merge", engine.inPlan("").dropLast().description, "-o", Engine.output]
        }
      #expect(Array(words.dropFirst()) == expected)
    }
  }

  @Test("end as the program does, and ask for nothing", arguments: [0, 64, 65, 66, 70, 73, 74, 137])
  func exitCodes(code: Int32) throws {
    let engine = try submitted()
    try engine.install("piece", "exit \(code)")
    #expect(try start("shards", of: engine).outcome().exitCode == code)
    #expect(engine.lines("scontrol").isEmpty)
  }

  @Test("have an interrupted shard run again, under its own number", arguments: ["exit 75", "kill $$"])
  func requeue(end: String) throws {
    let engine = try submitted()
    try engine.install("piece", end)
    #expect(try start("shards", of: engine).outcome().exitCode == 75)
    #expect(engine.lines("scontrol") == ["requeue 7_2"])
  }

  @Test("have an interrupted plan or merge run again", arguments: ["plan", "merge"])
  func requeueSingle(script: String) throws {
    let engine = try submitted()
    try engine.install("piece", "exit 75")
    let single = ["SLURM_ARRAY_JOB_ID": "", "SLURM_ARRAY_TASK_ID": ""]
    #expect(try start(script, of: engine, environment: single).outcome().exitCode == 75)
    #expect(engine.lines("scontrol") == ["requeue 9"])
  }

  @Test("do not bring back what was cancelled")
  func cancelled() throws {
    let engine = try submitted()
    try engine.install("piece", "exit 75")
    try engine.install("squeue", "echo COMPLETING")
    #expect(try start("shards", of: engine).outcome().exitCode == 75)
    #expect(engine.lines("scontrol").isEmpty)
  }

  @Test("give up after so many times", arguments: [(1, true), (2, false), (3, false)])
  func retryLimit(restarts: Int, isAsked: Bool) throws {
    let engine = try submitted(["--retries", "2"])
    try engine.install("piece", "exit 75")
    let count = ["SLURM_RESTART_COUNT": "\(restarts)"]
    #expect(try start("shards", of: engine, environment: count).outcome().exitCode == 75)
    #expect(engine.lines("scontrol").isEmpty == !isAsked)
  }

  @Test("hand Slurm's signal on, and wait until the state is saved")
  func signal() throws {
    let engine = try submitted()
    try engine.install(
      "piece",
      """
      trap 'sleep 0.3; echo saved >> "$SANDBOX/state"; exit 75' TERM
      echo ready >> "$SANDBOX/state"
      while :; do sleep 0.05; done
      """
    )
    let script = try start("shards", of: engine)
    for _ in 0..<1000 where engine.lines("state").isEmpty { usleep(10_000) }
    script.send(SIGTERM)
    #expect(try script.outcome().exitCode == 75)
    #expect(engine.lines("state") == ["ready", "saved"])
    #expect(engine.lines("scontrol") == ["requeue 7_2"])
  }
}
