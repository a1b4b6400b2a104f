extension BinaryInteger {
  /// The number with its noun, `1 row` or `2 rows`, for messages.
  ///
  /// - Parameter plural: the noun for any number but 1, where it is not `noun` and an s.
  package func counted(_ noun: String, plural: String? = nil) -> String {
    "\(self) \(self == 1 ? noun : plural ?? noun + "s")"
  }
}
