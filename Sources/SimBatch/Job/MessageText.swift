extension String {
  /// The text with control characters escaped: file names and quoted headers may hold line breaks
  /// or terminal escapes, and a log must not.
  package var onOneLine: String {
    var line = ""
    for scalar in unicodeScalars {
      if scalar.properties.generalCategory == .control {
        line += scalar.escaped(asASCII: true)
      } else {
        line.unicodeScalars.append(scalar)
      }
    }
    return line
  }
}

extension [String] {
  /// `a, b and c`, for messages; `conjunction` is what stands before the last.
  func listed(_ conjunction: String) -> String {
    guard count > 1, let last else { return joined() }
    return dropLast().joined(separator: ", ") + " \(conjunction) " + last
  }
}

extension BinaryInteger {
  /// The number with its noun, `1 row` or `2 rows`, for messages.
  ///
  /// - Parameter plural: the noun for any number but 1, where it is not `noun` and an s.
  package func counted(_ noun: String, plural: String? = nil) -> String {
    "\(self) \(self == 1 ? noun : plural ?? noun + "s")"
  }
}
