/// The version of this library and program.
public enum SimBatchVersion {
  public static let current = "0.1.0"
}
