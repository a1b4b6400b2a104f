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
