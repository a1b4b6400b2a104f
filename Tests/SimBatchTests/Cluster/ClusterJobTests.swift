import SimBatch
import Testing

@Suite("What engines are told of a job in shards")
struct ClusterJobTests {
  private func job(plan: String = "/shared/plan", words: [String] = ["neighbors", "in.npy"]) throws
    -> ClusterJob
  {
    var job = try ClusterJob(
      program: "/opt/simbatch",
      directory: "/shared",
      plan: plan,
      output: "out.bin",
      words: words,
      shardCount: 12
    )
    job.limits = ClusterJob.Limits(
      processors: 4,
      memory: 8 << 30,
      time: TimeLimit(argument: "12:00:00")
    )
    return job
  }

  @Test("the words of the job stay as they are, behind what the engine grants")
  func commands() throws {
    let job = try job(words: ["neighbors", "--top", "5", "--threads", "2", "in put.npy"])
    #expect(
      job.planCommand == [
        "/opt/simbatch", "plan", "neighbors", "--shards", "12", "--plan", "/shared/plan",
        "--threads", "4", "--memory", "6144M", "--top", "5", "--threads", "2", "in put.npy",
      ]
    )
    let run = ["/opt/simbatch", "run", "/shared/plan"]
    let granted = ["--threads", "4", "--memory", "6144M"]
    #expect(job.shardCommand() == run + granted)
    #expect(job.shardCommand(11) == run + ["--shard", "11"] + granted)
    #expect(
      job.mergeCommand
        == ["/opt/simbatch", "merge", "/shared/plan", "-o", "out.bin", "--memory", "6144M"]
    )
  }

  @Test("a word with a line break is refused, with what is wrong", arguments: ["a\nb", "a\u{1b}b"])
  func controlCharacters(word: String) throws {
    #expect(throws: ClusterError.self) { try job(words: ["neighbors", word]) }
    let error = #expect(throws: ClusterError.self) { try job(plan: "/" + word) }
    let one = try #require(error)
    #expect(one.exitCode == .usage && !one.description.contains(word))
  }

  @Test("a plan whose logs Slurm would put elsewhere is refused", arguments: ["/a%b", "/a\\b"])
  func misread(plan: String) throws {
    let job = try job(plan: plan)
    let error = #expect(throws: ClusterError.self) { try SlurmScripts(job) }
    #expect(try #require(error).exitCode == .usage)
  }

  @Test(
    "time limits are read as Slurm writes them",
    arguments: [
      ("90", 5400), ("90:30", 5430), ("1:30:00", 5400), ("1-12", 129_600), ("1-12:30", 131_400),
      ("1-12:30:15", 131_415), ("0-0:0:1", 1), ("007", 420),
    ]
  )
  func timeLimits(text: String, seconds: Int) {
    #expect(TimeLimit(argument: text)?.seconds == seconds)
    #expect(TimeLimit(argument: text)?.text == text)
  }

  @Test(
    "anything else is no time limit",
    arguments: [
      "", "0", "-1", "1-", "-12", "1:2:3:4", "1-2:3:4:5", "1:", ":1", "12h", "1.5", "１", "1--2",
      "1-2-3", " 1", "UNLIMITED", "99999999999999999999",
    ]
  )
  func otherTimes(text: String) {
    #expect(TimeLimit(argument: text) == nil)
  }

  @Test(
    "words for sbatch that would break the chain are found, however they are written",
    arguments: [
      "--array=0-3", "--arr=1", "--array", "-a", "-a0-3", "-d", "-dafterok:1", "--dependency",
      "--dep=afterok:1", "--wrap=true", "--parsable", "--test-only",
    ]
  )
  func foreignWords(word: String) {
    #expect(SlurmScripts.foreign(in: ["--partition=main", word, "-N1"]) == word)
  }

  @Test("other words for sbatch pass")
  func ownWords() {
    let words = [
      "--account=a", "--partition", "main", "-A", "me", "--deadline=now+1hour", "--qos=d", "-p", "a",
    ]
    #expect(SlurmScripts.foreign(in: words) == nil)
  }

  @Test("Slurm's scripts say what the job may use and in which array it is")
  func slurmSettings() throws {
    var job = try job()
    job.runningLimit = 5
    let scripts = try SlurmScripts(job)
    let shards = scripts.shards.text.split(separator: "\n").filter { $0.hasPrefix("#SBATCH ") }
    for setting in [
      "--array=0-11%5", "--requeue", "--open-mode=append", "--signal=B:TERM@30",
      "--cpus-per-task=4", "--mem=8192M", "--time=12:00:00", "--output=shard-%a.log",
    ] {
      #expect(shards.contains("#SBATCH \(setting)"), "\(setting)")
    }
    for other in [scripts.plan, scripts.merge] {
      #expect(!other.text.contains("--array") && other.text.contains("--requeue"))
    }
    job.limits = ClusterJob.Limits()
    let plain = try SlurmScripts(job).shards.text
    #expect(!plain.contains("--mem") && !plain.contains("--time"))
  }
}
