import Testing

@testable import SimBatch

/// A full matrix that was written to a file and read back by hand.
struct WrittenMatrix {
  let dimensions: [Int]
  let scores: [Double]
  let report: FullMatrixReport

  /// - Parameters:
  ///   - type: also decides how the bytes are read.
  ///   - format: npy, fbin or hbin.
  init(
    _ base: StoredMatrix,
    queries: StoredMatrix? = nil,
    _ options: FullMatrixOptions,
    type: ScoreType = .f4,
    format: FullMatrixFormat = .npy
  ) throws {
    let folder = try TemporaryFolder()
    let matrix = try FullMatrixJob(base: base, queries: queries, options: options)
    let output = try FullMatrixOutput(
      folder("scores.\(format)"),
      scoreType: type,
      for: matrix.shape
    )
    report = try matrix.run(to: output)
    let bytes = try folder.bytes("scores.\(format)")
    let start: Int
    if format == .npy {
      start = 10 + Int(bytes[8]) + Int(bytes[9]) << 8
      let text = String(decoding: bytes[10..<start], as: UTF8.self)
      try #require(text.contains("'descr': '<\(type)'") && start % 64 == 0)
      let shape = try #require(text.split(separator: "(").last?.split(separator: ")").first)
      dimensions = shape.split { !$0.isNumber }.compactMap { Int($0) }
    } else {
      start = 8
      dimensions = bytes[..<8].withUnsafeBytes { raw in
        [0, 4].map { Int(raw.loadUnaligned(fromByteOffset: $0, as: UInt32.self)) }
      }
    }
    let count = dimensions.reduce(1, *)
    let size = type == .f2 ? 2 : 4
    try #require(bytes.count == start + count * size)
    scores = bytes.withUnsafeBytes { raw in
      (0..<count).map { index in
        type == .f2
          ? Double(raw.loadUnaligned(fromByteOffset: start + index * 2, as: Float16.self))
          : Double(raw.loadUnaligned(fromByteOffset: start + index * 4, as: Float.self))
      }
    }
  }

  /// Of a matrix that is not packed.
  subscript(row: Int, column: Int) -> Double { scores[row * dimensions[1] + column] }

  /// What is wrong with a score; nil if nothing is.
  ///
  /// - Parameter expected: NaN where one of the rows is bad.
  func fault(_ score: Double, _ expected: Double) -> String? {
    if score.isNaN || expected.isNaN {
      return score.isNaN == expected.isNaN ? nil : "\(score), expected \(expected)"
    }
    let bound = report.result.errorBound
    // The reference rounds as well.
    let slack = bound.absolute + bound.relative * abs(expected) + 1e-12 * max(1, abs(expected))
    return abs(score - expected) <= slack ? nil : "\(score), expected \(expected) ± \(slack)"
  }
}

extension BruteForce {
  /// The score of a row (of the queries) with a row, NaN where one is bad.
  func entry(_ row: Int, _ column: Int) -> Double {
    let (x, y) = ((queries ?? rows)[row], rows[column])
    return isGood(x) && isGood(y) ? score(x, y) : .nan
  }
}
