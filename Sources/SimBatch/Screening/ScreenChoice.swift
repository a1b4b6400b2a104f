/// How pairs are bounded before any is computed in full. The answer is the same for all.
public enum ScreenChoice: Equatable, Sendable {
  /// Samples the data and takes what should be fastest.
  case auto
  /// All dimensions, by `sgemm`.
  case full
  /// The first `columns` columns on principal axes, by `sgemm`; nil for a good number.
  case prefix(columns: Int?)
  /// 8-bit products of as many columns; of all dimensions unrotated where that is as good.
  case int8(columns: Int?)

  /// Reads `auto`, `full`, `prefix`, `prefix:96`, `int8`, `int8:160`.
  public init?(argument: String) {
    let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
    var columns: Int?
    if parts.count == 2 {
      guard let number = Int(parts[1]), number >= 1 else { return nil }
      columns = number
    }
    switch (parts.first, parts.count) {
    case ("auto", 1): self = .auto
    case ("full", 1): self = .full
    case ("prefix", 1...2): self = .prefix(columns: columns)
    case ("int8", 1...2): self = .int8(columns: columns)
    default: return nil
    }
  }
}
