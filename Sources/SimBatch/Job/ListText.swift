extension [String] {
  /// `a, b and c`, for messages; `conjunction` is what stands before the last.
  func listed(_ conjunction: String) -> String {
    guard count > 1, let last else { return joined() }
    return dropLast().joined(separator: ", ") + " \(conjunction) " + last
  }
}
