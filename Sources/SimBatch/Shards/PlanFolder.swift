/// The folder that the shards of a job share.
///
/// | what | where |
/// | --- | --- |
/// | the plan | `plan.json` |
/// | what is known of the rows | `rows` |
/// | what shards have found | `parts/I.part` |
/// | states of interrupted shards | `states/I.simbatch-state` |
/// | who has run which shard | `attempts/I-HOST-PROCESS.json` |
public struct PlanFolder: Sendable {
  public let path: String

  public init(_ path: String) { self.path = path }

  var planPath: String { "\(path)/plan.json" }
  var rowsPath: String { "\(path)/rows" }
  var partsPath: String { "\(path)/parts" }
  var statesPath: String { "\(path)/states" }
  var attemptsPath: String { "\(path)/attempts" }

  func partPath(_ shard: Int) -> String { "\(partsPath)/\(shard).part" }
  /// Where a shard saves its state.
  public func statePath(_ shard: Int) -> String { "\(statesPath)/\(shard).simbatch-state" }

  /// Makes the folder and those in it, where they are not there yet.
  ///
  /// - Throws: ``OutputError/cannotCreate(file:reason:)``.
  public func create() throws(OutputError) {
    for folder in [path, partsPath, statesPath, attemptsPath] {
      do throws(SystemError) {
        try FileSystem.createFolder(folder)
      } catch {
        throw .cannotCreate(file: folder, reason: error.reason)
      }
    }
  }
}
