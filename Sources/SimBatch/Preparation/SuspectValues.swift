/// Signs that the values of a matrix are not what its user means: another type, an index among the
/// dimensions, packed bits. Each is a warning, never an error.
struct SuspectValues {
  private let figures: ValueFigures
  private let lengths: ClosedRange<Double>?

  /// - Parameter lengths: those of all rows where they are known; nil for those of the figures.
  init(_ figures: ValueFigures, lengths: ClosedRange<Double>? = nil) {
    self.figures = figures
    self.lengths = lengths ?? figures.lengths
  }

  /// A sentence for each sign.
  var warnings: [String] {
    guard figures.rowCount > 0 else { return [] }
    guard figures.dimensionCount > 1 else {
      return ["rows have 1 dimension: are these vectors, or a column of numbers?"]
    }
    return [lengthWarning, denormalWarning, firstDimensionWarning, bitWarning].compactMap { $0 }
  }

  /// Rows of one model are about equally long, and even those of counts or of keys and values are
  /// within some thousands. Bytes read as another floating-point type have random exponents: lengths
  /// then differ by 10^30. 10^6 is far from both.
  private var lengthWarning: String? {
    guard let lengths, lengths.upperBound >= 1e6 * lengths.lowerBound else { return nil }
    return """
      row lengths from \(Float(lengths.lowerBound)) to \(Float(lengths.upperBound)) differ by a \
      factor of a million or more: are the values of another type than \(type)?
      """
  }

  /// No model writes a row without a value of `Float`'s normal range, 2^-126 and up. Whole numbers
  /// of 32 bits do below 2^23, read as `f32`.
  private var denormalWarning: String? {
    guard figures.denormalRowCount > 0 else { return nil }
    return """
      \(figures.denormalRowCount) of \(figures.rowCount.counted("row")) hold no value above \
      \(Float.leastNormalMagnitude): are the values of another type than \(type)?
      """
  }

  private var firstDimensionWarning: String? {
    let first = figures.firstValues
    guard first.allSatisfy({ $0.value == $0.value.rounded() }) else { return nil }
    if countsUp {
      let start = first[0].value - Double(first[0].number)
      return "the first dimension counts up from \(start.shortText): is it an index, and no value?"
    }
    guard let ratio = keyRatio else { return nil }
    return """
      the first dimension holds whole numbers, \(ratio.rounded().shortText) times as large as the \
      other dimensions: are they keys, and no values?
      """
  }

  /// Whether the whole numbers of the first dimension rise with the row's number, in at least 9 of
  /// 10 steps (inputs that were joined count each from their own start).
  ///
  /// A value among r different ones does so by chance once in r steps. Beside real numbers 2 such
  /// steps are enough; among whole numbers, of which small ones are frequent, it takes 7: once in
  /// 3^7 even where only three values exist.
  private var countsUp: Bool {
    let first = figures.firstValues
    guard first.count >= (figures.othersAreWhole ? 8 : 3) else { return false }
    let steps = zip(first, first.dropFirst()).count {
      $1.value - $0.value == Double($1.number - $0.number)
    }
    return 10 * steps >= 9 * (first.count - 1)
  }

  /// How many times as large the whole numbers of the first dimension are as the rest; nil below
  /// 1,000.
  ///
  /// The largest dimensions of models, tens to hundreds of times as large as the mean, are no whole
  /// numbers. Counts of words or pixels are; they repeat, while keys beside whole numbers do not.
  private var keyRatio: Double? {
    let first = figures.firstValues
    let mean = first.reduce(0) { $0 + $1.value.magnitude } / Double(first.count)
    let others = figures.meanOtherMagnitude
    guard first.count > 1, others > 0, mean >= 1000 * others else { return nil }
    let areDistinct = Set(first.map(\.value)).count == first.count
    return areDistinct || !figures.othersAreWhole ? mean / others : nil
  }

  /// Packed bits, one a dimension, use all values of a byte, and the bits of a byte know nothing of
  /// each other. The upper two bits of numbers do: where values crowd around the middle of the range
  /// (numbers that were scaled into it) or at its low end (counts, pixels), a share s > 1/2 of them
  /// has bit 7 ≠ bit 6, or bit 7 is rare. For a symmetric density the correlation of the two is
  /// 1 − 2s: −0.37 for a normal one cut at two standard deviations, −0.5 for a triangle; for one that
  /// falls to zero at the upper end it is −0.15. Only evenly spread values look like bits: they *are*
  /// random bits.
  ///
  /// 4,096 bytes give a standard error of 1/64, and 0.1 is six of them. That bits are set in shares
  /// p that differ between dimensions adds about var(p) / (p(1 − p)) / √d, 0.01 for d = 48 bytes.
  private var bitWarning: String? {
    let counts = figures.byteCounts
    let total = counts.reduce(0, +)
    guard figures.elementType.byteCount == 1, total >= 4096,
      counts.count(where: { $0 > 0 }) >= 250
    else { return nil }
    func share(_ mask: Int) -> Double {
      let having = counts.indices.reduce(0) { $0 + ($1 & mask == mask ? counts[$1] : 0) }
      return Double(having) / Double(total)
    }
    let set = (0..<8).map { share(1 << $0) }
    guard set.allSatisfy({ (0.125...0.875).contains($0) }) else { return nil }
    for upper in 1..<8 {
      for lower in 0..<upper {
        let both = share(1 << upper | 1 << lower)
        let variances = set[upper] * (1 - set[upper]) * set[lower] * (1 - set[lower])
        let correlation = (both - set[upper] * set[lower]) / variances.squareRoot()
        guard correlation.magnitude <= 0.1 else { return nil }
      }
    }
    return """
      all 8 bits of the values are used evenly, as in packed bits: they are compared as numbers of \
      \(type); unpack them to a value a bit
      """
  }

  private var type: String { figures.elementType.rawValue }
}

extension StoredMatrix {
  /// Sentences about values that look wrong, found in a sample of the rows, for warnings: lengths that
  /// differ by a million, nothing but denormal values, one dimension, a first dimension of row
  /// numbers or keys, packed bits.
  ///
  /// - Throws: ``JobError/usage(_:)`` for kernels that do not exist; ``JobError/outOfMemory(bytes:)``.
  /// - Complexity: O(min(n · d, 2^20 + d)).
  package func suspicions() throws(JobError) -> [String] {
    try SuspectValues(ValueFigures(self)).warnings
  }
}

extension Double {
  /// A whole number without its `.0`, where that is short.
  fileprivate var shortText: String {
    Int(exactly: self).map { "\($0)" } ?? "\(Float(self))"
  }
}
