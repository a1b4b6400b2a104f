import ArgumentParser
import SimBatch

/// What the pods of Kubernetes are made of.
struct PodOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Image that holds simbatch.", valueName: "image"))
  var image: String?

  @Option(
    help: ArgumentHelp(
      "Claim of the volume that all pods share (ReadWriteMany).",
      valueName: "name"
    )
  )
  var claim: String?

  @Option(
    help: ArgumentHelp(
      "Where the volume is, in pods as here; default: the working folder.",
      valueName: "folder"
    )
  )
  var mount: String?

  func validate(for engine: ClusterEngine) throws {
    let options = [("--image", image), ("--claim", claim), ("--mount", mount)]
    if engine == .kubernetes {
      if let missing = options.dropLast().first(where: { ($0.1 ?? "").isEmpty }) {
        throw ValidationError("kubernetes needs \(missing.0)")
      }
      if let mount, !mount.hasPrefix("/") || mount.contains(":") {
        throw ValidationError("--mount \(mount): expected an absolute path without colons")
      }
    } else if let foreign = options.first(where: { $0.1 != nil }) {
      throw ValidationError("\(foreign.0) is for kubernetes, not for \(engine.rawValue)")
    }
  }

  /// - Throws: ``JobError/usage(_:)`` where pods would not see the job's folders.
  func mounted(for job: ClusterJob) throws -> KubernetesManifests.Pods {
    let mount = SharedFolder.path(self.mount ?? job.directory)
    for folder in [job.directory, job.plan] where !(folder + "/").hasPrefix(mount + "/") {
      throw JobError.usage("\(folder) is not in \(mount), which is all that pods see; see --mount")
    }
    return KubernetesManifests.Pods(image: image ?? "", claim: claim ?? "", mount: mount)
  }
}
