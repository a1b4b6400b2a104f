import CSimKernels

/// What a format asks of the names of rows, so that they can be read back.
enum RowName {
  /// What is expected of a name in words, where `name` is not that; nil where it is fit.
  static func fault(_ name: [UInt8], in format: MatrixOutputFormat) -> String? {
    switch format {
    case .word2vec, .word2vecText: word2vecFault(name)
    case .glove: gloveFault(name)
    default: nil
    }
  }

  /// What is expected of a name that has a line of its own.
  static func lineFault(_ name: [UInt8]) -> String? {
    hasLineBreak(name) ? "a name without a line break" : nil
  }

  /// The name ends at the first space; readers of text take tabs for spaces.
  private static func word2vecFault(_ name: [UInt8]) -> String? {
    guard !name.isEmpty, name.count <= Word2VecRows.longestName, !hasLineBreak(name),
      !name.contains(where: isBlank)
    else {
      return
        "a name of 1 to \(Word2VecRows.longestName) bytes without a space, a tab or a line break"
    }
    return nil
  }

  /// What is before the last d numbers of a line is the name, and d is known from the first line only.
  private static func gloveFault(_ name: [UInt8]) -> String? {
    guard let first = name.first, let last = name.last, !hasLineBreak(name), !isBlank(first),
      !isBlank(last)
    else { return "a name that is not empty, has no line break, and no space at its ends" }
    guard name.contains(where: isBlank) else { return nil }
    let lastWord = name.split(whereSeparator: isBlank).last ?? []
    return isNumber(lastWord) ? "a name whose last word is not a number" : nil
  }

  private static func hasLineBreak(_ name: [UInt8]) -> Bool {
    name.contains { $0 == 0x0A || $0 == 0x0D }
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  private static func isNumber(_ word: ArraySlice<UInt8>) -> Bool {
    word.withUnsafeBytes { bytes in
      var value = 0.0
      var used = 0
      let text = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
      // A number that is too large or too long is one to a reader, too.
      let status = sim_parse_double(text, bytes.count, &value, &used)
      return status == SIM_PARSE_DONE
        ? used == bytes.count : status == SIM_PARSE_OUT_OF_RANGE || status == SIM_PARSE_TOO_LONG
    }
  }
}
