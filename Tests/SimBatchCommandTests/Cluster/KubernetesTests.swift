import Foundation
import Testing

/// Manifests, and kubectl, which is played. `scripts/check-cluster` asks Kubernetes' own schema.
@Suite("submit --engine kubernetes")
struct KubernetesTests {
  private static let pods = ["--image", "registry/simbatch:1", "--claim", "shared"]

  /// A manifest that was written.
  private func manifest(_ piece: String, of engine: Engine) throws -> [String: Any] {
    let text = try Data(contentsOf: URL(filePath: engine.inPlan("scripts/\(piece).json")))
    return try #require(try JSONSerialization.jsonObject(with: text) as? [String: Any])
  }

  private func value(_ object: [String: Any], _ path: String) -> Any? {
    path.split(separator: ".").reduce(object as Any?) { part, name in
      if let index = Int(name) { return (part as? [Any]).map { $0[index] } }
      return (part as? [String: Any])?[String(name)]
    }
  }

  /// An engine whose Jobs end at once, each by the condition that `ends` names.
  private func engine(ends: [String] = ["Complete", "Complete", "Complete"]) throws -> Engine {
    let engine = try Engine()
    try engine.install(
      "kubectl",
      """
      if [ "$1" = apply ]; then echo "$(basename "$3")" >> "$SANDBOX/applied"; exit 0; fi
      case $5 in *failedIndexes*) echo 1,3; exit 0;; esac
      set -- \(ends.joined(separator: " "))
      shift $(($(wc -l < "$SANDBOX/applied") - 1))
      echo "SuccessCriteriaMet $1 "
      """
    )
    return engine
  }

  @Test("applies the three Jobs one after the other")
  func chain() throws {
    let engine = try engine()
    let outcome = try engine.submit("kubernetes", Self.pods)
    #expect(outcome.exitCode == 0 && outcome.saidOneLine, "\(outcome.error)")
    #expect(engine.lines("applied") == ["plan.json", "shards.json", "merge.json"])
  }

  @Test("stops at a Job that failed, and says which shards did")
  func failure() throws {
    let engine = try engine(ends: ["Complete", "Failed", "Complete"])
    let outcome = try engine.submit("kubernetes", Self.pods)
    #expect(outcome.exitCode == 74 && outcome.saidOneLine)
    #expect(outcome.error.contains("shards 1,3"), "\(outcome.error)")
    #expect(engine.lines("applied") == ["plan.json", "shards.json"])
  }

  @Test("says why kubectl refuses")
  func refused() throws {
    let engine = try Engine()
    try engine.install("kubectl", "echo 'no server' >&2; exit 1")
    let outcome = try engine.submit("kubernetes", Self.pods)
    #expect(outcome.exitCode == 74 && outcome.saidOneLine && outcome.error.contains("no server"))
  }

  @Test("makes of the shards an Indexed Job that runs an interrupted index again, alone")
  func shards() throws {
    let engine = try engine()
    let options = ["--max-running", "3", "--retries", "5", "--memory-per-shard", "1G", "--time", "90"]
    #expect(try engine.submit("kubernetes", Self.pods + options).exitCode == 0)
    let job = try manifest("shards", of: engine)
    #expect(value(job, "spec.completionMode") as? String == "Indexed")
    #expect(value(job, "spec.completions") as? Int == 4)
    #expect(value(job, "spec.parallelism") as? Int == 3)
    #expect(value(job, "spec.backoffLimitPerIndex") as? Int == 5)
    #expect(value(job, "spec.podFailurePolicy.rules.1.action") as? String == "FailIndex")
    let codes = value(job, "spec.podFailurePolicy.rules.1.onExitCodes.values") as? [Int]
    #expect(codes == [64, 65, 66, 70, 73])
    let pod = try #require(value(job, "spec.template.spec") as? [String: Any])
    #expect(value(pod, "restartPolicy") as? String == "Never")
    #expect(value(pod, "activeDeadlineSeconds") as? Int == 5400)
    #expect(value(pod, "containers.0.resources.limits.memory") as? String == "1073741824")
    #expect(value(pod, "containers.0.workingDir") as? String == engine.sandbox.directory.path)
    #expect(value(pod, "volumes.0.persistentVolumeClaim.claimName") as? String == "shared")
    let command = value(pod, "containers.0.command") as? [String]
    let plan = engine.inPlan("").dropLast().replacingOccurrences(of: "$", with: "$$")
    #expect(command == ["bin/piece", "run", plan, "--threads", "1", "--memory", "768M"])
  }

  @Test("refuses folders that pods do not see")
  func mount() throws {
    let outcome = try engine().submit("kubernetes", Self.pods + ["--mount", "/elsewhere"])
    #expect(outcome.exitCode == 64 && outcome.saidOneLine && outcome.error.contains("/elsewhere"))
  }

  @Test("with --dry-run shows the manifests, and does nothing")
  func dryRun() throws {
    let engine = try engine()
    let before = try engine.sandbox.names
    let outcome = try engine.submit("kubernetes", Self.pods + ["--dry-run"])
    #expect(outcome.exitCode == 0)
    #expect(try engine.sandbox.names == before)
    let documents = outcome.text.components(separatedBy: "---\n")
    #expect(documents.count == 3)
    for document in documents {
      let json = document.drop { $0 != "\n" }
      #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(json.utf8)) }
    }
  }
}
