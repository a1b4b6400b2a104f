import Glibc
import SimBatch

/// Brings the Jobs to Kubernetes, each when the one before has ended: it has none that wait for others.
struct KubernetesSubmission {
  private static let pauseMicroseconds: useconds_t = 5_000_000

  let job: ClusterJob
  let manifests: KubernetesManifests

  /// Runs for as long as the job does. Where it is stopped, the Job under way goes on, and another run takes
  /// it up.
  func run() throws {
    for manifest in manifests.all {
      _ = try answer(["kubectl", "apply", "-f", "\(job.scripts)/\(manifest.script.name)"])
      try wait(for: manifest)
    }
  }

  private func wait(for manifest: KubernetesManifests.Manifest) throws {
    let conditions = #"{range .status.conditions[?(@.status=="True")]}{.type} {end}"#
    let words = ["kubectl", "get", "job", manifest.jobName, "-o"]
    while true {
      let ends = try answer(words + ["jsonpath=\(conditions)"]).split(separator: " ")
      if ends.contains("Complete") { return }
      if ends.contains("Failed") {
        let shards = try answer(words + ["jsonpath={.status.failedIndexes}"])
        let names = shards.isEmpty ? "" : " (shards \(shards))"
        throw ClusterError.failed(
          piece: "the Job \(manifest.jobName)\(names)",
          code: .io,
          reason: "Kubernetes gave it up; once kubectl has deleted it, the same command goes on",
          log: "kubectl logs job/\(manifest.jobName)"
        )
      }
      usleep(Self.pauseMicroseconds)
    }
  }

  private func answer(_ words: [String]) throws -> String {
    let remains = "the same command goes on"
    switch try EngineClient.ask(words) {
    case .done(let output): return output
    case .failed(let reason):
      throw ClusterError.refused(command: words[0], reason: reason, remains: remains)
    case .none:
      throw ClusterError.noAnswer(
        command: words[0],
        seconds: EngineClient.seconds,
        remains: remains
      )
    }
  }
}
