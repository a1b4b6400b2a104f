import Foundation
import Testing

/// What `submit` refuses before it asks anything of an engine.
@Suite("submit refuses")
struct SubmitRefusalTests {
  @Test(
    "mistakes in the job, in the job's own words",
    arguments: [
      (["neighbors", "--top", "x"], "--top"), (["--metric", "nonsense"], "nonsense"),
      (["matrix", "--output-dtype", "f5"], "f5"), (["duplicates", "--unknown"], "--unknown"),
      (["audit"], "audit"), (["neighbors", "-"], "standard input"),
    ]
  )
  func job(words: [String], complaint: String) throws {
    for engine in ["slurm", "local"] {
      let outcome = try Engine().submit(engine, job: words)
      #expect(outcome.exitCode == 64 && outcome.saidOneLine, "\(outcome.error)")
      #expect(outcome.error.contains(complaint), "\(outcome.error)")
    }
  }

  @Test(
    "options that cannot be meant",
    arguments: [
      ("slurm", ["--time", "2"], "3 minutes"), ("slurm", ["--time", "soon"], "soon"),
      ("local", ["--time", "90"], "local"), ("slurm", ["--image", "x"], "--image"),
      ("kubernetes", ["--image", "x"], "--claim"), ("kubernetes", ["--claim", "x"], "--image"),
      ("slurm", ["--max-running", "0"], "--max-running"),
      ("slurm", ["--retries", "-1"], "--retries"),
      ("slurm", ["--cpus-per-shard", "0"], "--cpus-per-shard"),
      ("slurm", ["--memory-per-shard", "1M"], "64 MB"), ("slurm", ["--shards", "0"], "--shards"),
      ("slurm", ["--plan", ""], "--plan"), ("slurm", ["-o", "-"], "--output"),
      ("slurm", ["--plan", "a%b"], "%"), ("slurm", ["--plan", "a\nb"], "script"),
      ("magic", [], "magic"),
    ]
  )
  func options(engine: String, options: [String], complaint: String) throws {
    let outcome = try Engine().submit(engine, options)
    #expect(outcome.exitCode == 64 && outcome.saidOneLine, "\(outcome.error)")
    #expect(outcome.error.contains(complaint), "\(outcome.error)")
  }

  @Test("words for sbatch that are for another engine, or would break the chain")
  func behind() throws {
    for (engine, words) in [("local", ["--", "--qos=low"]), ("slurm", ["--", "--array=1"])] {
      let outcome = try Engine().submit(engine, behind: words)
      #expect(outcome.exitCode == 64 && outcome.saidOneLine, "\(outcome.error)")
    }
  }

  @Test("no job, and a folder that cannot be made")
  func rest() throws {
    let engine = try Engine()
    let words = ["submit", "--engine", "local", "--shards", "2", "--plan", "p", "-o", "o.csv"]
    #expect(try engine.sandbox.simbatch(words).exitCode == 64)
    try engine.sandbox.write("", to: "p")
    let outcome = try engine.sandbox.simbatch(words + ["in.npy"])
    #expect(outcome.exitCode == 73 && outcome.saidOneLine, "\(outcome.error)")
  }
}
