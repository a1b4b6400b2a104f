import FoundationEssentials

/// The manifests of a job for Kubernetes: the plan, the shards as an Indexed Job, the merge; as JSON.
///
/// A pod that was drained or preempted does not count; one that was interrupted or killed is made again, up
/// to the job's ``ClusterJob/retryLimit``; one that found bad usage or data fails at once, its shard alone.
public struct KubernetesManifests: Sendable {
  /// What pods are made of.
  public struct Pods: Sendable {
    /// The image that holds the program.
    public let image: String
    /// The claim of the volume that all pods share.
    public let claim: String
    /// The folder where it is mounted.
    public let mount: String

    public init(image: String, claim: String, mount: String) {
      self.image = image
      self.claim = claim
      self.mount = mount
    }
  }

  /// A manifest, and the name of the Job that it makes.
  public struct Manifest: Sendable {
    public let jobName: String
    public let script: ClusterScript
  }

  /// Codes that another run would end with, too.
  private static let finalCodes: [ExitCode] = [.usage, .data, .noInput, .internal, .cannotCreate]

  public let plan: Manifest
  public let shards: Manifest
  public let merge: Manifest

  /// - Throws: what the JSON encoder throws.
  public init(_ job: ClusterJob, pods: Pods) throws {
    var one = KubernetesJob.Spec(
      podFailurePolicy: Self.policy(failing: "FailJob"),
      template: Self.template(job, pods, running: job.planCommand)
    )
    one.backoffLimit = job.retryLimit
    plan = try Self.manifest("plan", of: job, one)
    var all = KubernetesJob.Spec(
      podFailurePolicy: Self.policy(failing: "FailIndex"),
      template: Self.template(job, pods, running: job.shardCommand())
    )
    all.completionMode = "Indexed"
    all.completions = job.shardCount
    all.parallelism = min(job.runningLimit ?? job.shardCount, job.shardCount)
    all.backoffLimitPerIndex = job.retryLimit
    shards = try Self.manifest("shards", of: job, all)
    var last = KubernetesJob.Spec(
      podFailurePolicy: Self.policy(failing: "FailJob"),
      template: Self.template(job, pods, running: job.mergeCommand)
    )
    last.backoffLimit = job.retryLimit
    merge = try Self.manifest("merge", of: job, last)
  }

  public var all: [Manifest] { [plan, shards, merge] }

  private static func policy(failing action: String) -> KubernetesJob.FailurePolicy {
    KubernetesJob.FailurePolicy(rules: [
      KubernetesJob.Rule(action: "Ignore", onPodConditions: [.init(type: "DisruptionTarget")]),
      KubernetesJob.Rule(
        action: action,
        onExitCodes: KubernetesJob.ExitCodes(values: finalCodes.map(\.rawValue))
      ),
    ])
  }

  private static func template(
    _ job: ClusterJob,
    _ pods: Pods,
    running command: [String]
  ) -> KubernetesJob.Template {
    var resources = ["cpu": "\(job.limits.processors)"]
    resources["memory"] = job.limits.memory.map { "\($0)" }
    let container = KubernetesJob.Container(
      image: pods.image,
      // Kubernetes puts variables in the place of $(NAME); $$ is how it writes $.
      command: command.map { $0.split(separator: "$", omittingEmptySubsequences: false) }
        .map { $0.joined(separator: "$$") },
      workingDir: job.directory,
      resources: KubernetesJob.Resources(requests: resources, limits: resources),
      volumeMounts: [KubernetesJob.Mount(mountPath: pods.mount)]
    )
    return KubernetesJob.Template(
      metadata: KubernetesJob.TemplateMetadata(labels: labels(of: job)),
      spec: KubernetesJob.Pod(
        activeDeadlineSeconds: job.limits.time?.seconds,
        containers: [container],
        volumes: [KubernetesJob.Volume(persistentVolumeClaim: .init(claimName: pods.claim))]
      )
    )
  }

  private static func manifest(
    _ piece: String,
    of job: ClusterJob,
    _ spec: KubernetesJob.Spec
  ) throws -> Manifest {
    let name = "\(name(of: job))-\(piece)"
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let text = try encoder.encode(
      KubernetesJob(metadata: .init(name: name, labels: labels(of: job)), spec: spec)
    )
    return Manifest(
      jobName: name,
      script: ClusterScript(
        name: piece + ".json",
        text: String(decoding: text, as: UTF8.self) + "\n"
      )
    )
  }

  private static func labels(of job: ClusterJob) -> [String: String] {
    ["app.kubernetes.io/name": "simbatch", "app.kubernetes.io/instance": name(of: job)]
  }

  /// A name that Kubernetes takes and that no other plan has: that of the folder as far as it can be, and a
  /// sum of its whole path.
  private static func name(of job: ClusterJob) -> String {
    let folder = job.plan.split(separator: "/").last ?? ""
    let letters = folder.lowercased().utf8.prefix(24).map { byte -> Character in
      let isPlain = (97...122).contains(byte) || (48...57).contains(byte)
      return isPlain ? Character(Unicode.Scalar(byte)) : "-"
    }
    let sum = String(CRC32(of: Array(job.plan.utf8)).value, radix: 16)
    return "simbatch-\(String(letters))-\(String(repeating: "0", count: 8 - sum.count))\(sum)"
  }
}
