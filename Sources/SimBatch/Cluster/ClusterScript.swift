/// A file that tells an engine what to do.
public struct ClusterScript: Sendable {
  /// Its name in ``ClusterJob/scripts``.
  public let name: String
  public let text: String
}
