/// Turns rows into the bytes of a format. Not shared between threads.
final class RowEncoder {
  private let shape: WrittenShape
  private let values: RowConverter
  /// What errors call the input.
  private let input: String
  /// What stands before each row.
  private var prefix: [UInt8] = []
  /// Rows so far that hold a NaN, as those of missing vectors do.
  private(set) var nanRowCount = 0

  /// - Throws: ``JobError/outOfMemory(bytes:)``.
  init(_ shape: WrittenShape, input: String, kernels: Kernels) throws(JobError) {
    self.shape = shape
    self.input = input
    values = try RowConverter(
      to: shape.elementType,
      dimensionCount: shape.dimensionCount,
      kernels: kernels
    )
    if shape.format == .fvecs || shape.format == .bvecs {
      prefix.append(bytesOf: [Int32(shape.dimensionCount)])
    }
  }

  /// Appends the rows of a run in `range`.
  ///
  /// - Throws: ``InputError`` with exit code 65 that names the row which does not fit.
  func append(_ range: Range<Int>, of run: RowRun, to output: inout [UInt8]) throws(InputError) {
    for row in range {
      if let dimension = values.take(row, of: run.matrix) {
        throw misfit(run, row: row, dimension: dimension, "a number that fits \(expectedNumber)")
      }
      let name = shape.writesNames ? run.name(of: row) : []
      if let expected = RowName.fault(name, in: shape.format) {
        throw InputError.rowName(name, expected: expected, row: run.number(of: row), of: input)
      }
      if shape.format == .jsonl, let dimension = values.firstInfinite {
        throw misfit(
          run,
          row: row,
          dimension: dimension,
          "a finite number, as JSON has no infinity"
        )
      }
      if values.holdsNaN { nanRowCount += 1 }
      appendRow(named: name, to: &output)
    }
  }

  private func appendRow(named name: [UInt8], to output: inout [UInt8]) {
    switch shape.format {
    case .bin, .fbin, .hbin, .i8bin, .u8bin, .npy, .raw, .safetensors, .fvecs, .bvecs:
      output.append(contentsOf: prefix)
      values.appendBytes(to: &output)
    case .word2vec:
      output.append(contentsOf: name)
      output.append(UInt8(ascii: " "))
      values.appendBytes(to: &output)
    case .word2vecText, .glove:
      output.append(contentsOf: name)
      appendFields(separator: UInt8(ascii: " "), to: &output)
    case .csv:
      if shape.writesNames { output.append(csvField: name) }
      appendFields(separator: UInt8(ascii: ","), to: &output)
    case .tsv:
      if shape.writesNames { output.append(tsvField: name) }
      appendFields(separator: UInt8(ascii: "\t"), to: &output)
    case .jsonl: appendObject(named: name, to: &output)
    }
  }

  /// The rest of a line: numbers, behind a name if there is one.
  private func appendFields(separator: UInt8, to output: inout [UInt8]) {
    if shape.writesNames { output.append(separator) }
    values.appendText(separator: separator, to: &output)
    output.append(UInt8(ascii: "\n"))
  }

  private func appendObject(named name: [UInt8], to output: inout [UInt8]) {
    output.append(UInt8(ascii: "{"))
    if shape.writesNames {
      output.append(contentsOf: #""id":"#.utf8)
      output.append(jsonString: name)
      output.append(UInt8(ascii: ","))
    }
    output.append(contentsOf: #""embedding":["#.utf8)
    values.appendText(
      separator: UInt8(ascii: ","),
      negativeZero: "-0.0",
      notANumber: "null",
      to: &output
    )
    output.append(contentsOf: "]}\n".utf8)
  }

  private var expectedNumber: String {
    switch shape.elementType {
    case .f16: "f16 (at most 65504)"
    case .f32: "f32 (at most 3.4028235e38)"
    case .f64: "f64"
    case .i8: "i8 (whole, from -128 to 127)"
    case .u8: "u8 (whole, from 0 to 255)"
    }
  }

  private func misfit(_ run: RowRun, row: Int, dimension: Int, _ expected: String) -> InputError {
    var found: [UInt8] = []
    found.append(shortest: run.matrix.value(row: row, dimension: dimension))
    return InputError(
      name: input,
      problem: .malformed(
        expected: "\(expected) in dimension \(dimension)",
        found: String(decoding: found, as: UTF8.self),
        place: .row(
          run.number(of: row),
          id: run.names.map { _ in String(decoding: run.name(of: row), as: UTF8.self) }
        )
      )
    )
  }
}

extension InputError {
  /// A name that an output cannot hold.
  static func rowName(_ name: [UInt8], expected: String, row: Int, of input: String) -> InputError {
    let start = String(decoding: name.prefix(60), as: UTF8.self)
    return InputError(
      name: input,
      problem: .malformed(
        expected: expected,
        found: "'\(start)\(name.count > 60 ? "…" : "")'",
        place: .row(row)
      )
    )
  }
}
