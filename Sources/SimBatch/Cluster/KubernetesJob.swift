/// A Job of Kubernetes (`batch/v1`), as far as this program needs one.
///
/// Names of properties are those of Kubernetes' own interface.
struct KubernetesJob: Encodable {
  let apiVersion = "batch/v1"
  let kind = "Job"
  let metadata: Metadata
  let spec: Spec

  struct Metadata: Encodable {
    let name: String
    let labels: [String: String]
  }

  struct Spec: Encodable {
    var completionMode: String?
    var completions: Int?
    var parallelism: Int?
    var backoffLimit: Int?
    var backoffLimitPerIndex: Int?
    let podFailurePolicy: FailurePolicy
    let template: Template
  }

  struct Template: Encodable {
    let metadata: TemplateMetadata
    let spec: Pod
  }

  struct TemplateMetadata: Encodable {
    let labels: [String: String]
  }

  struct Pod: Encodable {
    let restartPolicy = "Never"
    let activeDeadlineSeconds: Int?
    let containers: [Container]
    let volumes: [Volume]
  }

  struct Container: Encodable {
    let name = "simbatch"
    let image: String
    let command: [String]
    let workingDir: String
    let resources: Resources
    let volumeMounts: [Mount]
  }

  /// The limits, too: who has none is the first to go where memory is short.
  struct Resources: Encodable {
    let requests: [String: String]
    let limits: [String: String]
  }

  struct Mount: Encodable {
    let name = Volume.sharedName
    let mountPath: String
  }

  struct Volume: Encodable {
    static let sharedName = "shared"
    let name = Self.sharedName
    let persistentVolumeClaim: Claim
  }

  struct Claim: Encodable {
    let claimName: String
  }

  struct FailurePolicy: Encodable {
    let rules: [Rule]
  }

  struct Rule: Encodable {
    let action: String
    var onExitCodes: ExitCodes?
    var onPodConditions: [Condition]?
  }

  struct ExitCodes: Encodable {
    let `operator` = "In"
    let values: [Int32]
  }

  struct Condition: Encodable {
    let type: String
    let status = "True"
  }
}
