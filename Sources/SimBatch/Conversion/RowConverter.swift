import CSimKernels

/// The values of one row after another, as another type.
///
/// Not shared between threads: each row takes the place of the one before. A kernel writes the values
/// and they are read where it put them, as whatever type they have: only here, and only within the
/// `dimensionCount` values that there is memory for.
final class RowConverter {
  let elementType: ElementType
  let dimensionCount: Int
  private let kernels: Kernels
  private let values: Memory<UInt8>
  private let work: Memory<Double>

  /// - Throws: ``JobError/outOfMemory(bytes:)``.
  init(to elementType: ElementType, dimensionCount: Int, kernels: Kernels) throws(JobError) {
    self.elementType = elementType
    self.dimensionCount = dimensionCount
    self.kernels = kernels
    values = try Memory(count: dimensionCount * elementType.byteCount)
    work = try Memory(count: dimensionCount)
  }

  /// Takes the first d values of a row, each rounded once.
  ///
  /// - Returns: the dimension of the first value that the type cannot hold, or nil.
  func take(_ row: Int, of matrix: StoredMatrix) -> Int? {
    precondition((0..<matrix.rowCount).contains(row) && dimensionCount <= matrix.dimensionCount)
    let source = RowSource(matrix: matrix, dimensions: dimensionCount, columnMean: nil)
    var rows = source.kernelRows
    let converted = sim_convert_row(
      kernels.table,
      &rows,
      row,
      elementType.kernelValue,
      values.pointer,
      work.pointer
    )
    return converted < dimensionCount ? converted : nil
  }

  /// Appends the values as they are stored.
  func appendBytes(to output: inout [UInt8]) {
    output.append(contentsOf: UnsafeRawBufferPointer(start: values.pointer, count: values.count))
  }

  /// Whether a value is NaN.
  var holdsNaN: Bool { sim_holds_nan(values.pointer, dimensionCount, elementType.kernelValue) }

  /// The dimension of the first infinity, or nil.
  var firstInfinite: Int? { (0..<dimensionCount).first { isInfinite($0) } }

  private func isInfinite(_ dimension: Int) -> Bool {
    switch elementType {
    case .f16: value(Float16.self, dimension).isInfinite
    case .f32: value(Float.self, dimension).isInfinite
    case .f64: value(Double.self, dimension).isInfinite
    case .i8, .u8: false
    }
  }

  /// Appends the values as text with `separator` between them: the shortest that reads back to the same
  /// value, of `f16` as a `Float`.
  ///
  /// - Parameters:
  ///   - negativeZero: what stands for −0. Readers of JSON take `-0` for a whole number, which has no
  ///     sign.
  ///   - notANumber: what stands for NaN.
  func appendText(
    separator: UInt8,
    negativeZero: String = "-0",
    notANumber: String = "nan",
    to output: inout [UInt8]
  ) {
    switch elementType {
    case .f16: appendFloats(Float16.self, separator, negativeZero, notANumber, &output)
    case .f32: appendFloats(Float.self, separator, negativeZero, notANumber, &output)
    case .f64: appendFloats(Double.self, separator, negativeZero, notANumber, &output)
    case .i8: append(Int8.self, separator, &output) { $0.append(decimal: Int($1)) }
    case .u8: append(UInt8.self, separator, &output) { $0.append(decimal: Int($1)) }
    }
  }

  @inline(__always)
  private func appendFloats<Value: WrittenFloat>(
    _ type: Value.Type,
    _ separator: UInt8,
    _ negativeZero: String,
    _ notANumber: String,
    _ output: inout [UInt8]
  ) {
    append(type, separator, &output) { output, value in
      if value.isZero, value.sign == .minus {
        output.append(contentsOf: negativeZero.utf8)
      } else if value.isNaN {
        output.append(contentsOf: notANumber.utf8)
      } else {
        value.appendShortest(to: &output)
      }
    }
  }

  @inline(__always)
  private func append<Value: BitwiseCopyable>(
    _ type: Value.Type,
    _ separator: UInt8,
    _ output: inout [UInt8],
    _ write: (inout [UInt8], Value) -> Void
  ) {
    for dimension in 0..<dimensionCount {
      if dimension > 0 { output.append(separator) }
      write(&output, value(type, dimension))
    }
  }

  @inline(__always)
  private func value<Value: BitwiseCopyable>(_ type: Value.Type, _ dimension: Int) -> Value {
    precondition((0..<dimensionCount).contains(dimension))
    let offset = dimension * MemoryLayout<Value>.size
    return UnsafeRawPointer(values.pointer).loadUnaligned(fromByteOffset: offset, as: type)
  }
}

/// Floating-point values that are written as text.
private protocol WrittenFloat: BinaryFloatingPoint, BitwiseCopyable {
  /// Appends the shortest text that reads back to the same value.
  func appendShortest(to output: inout [UInt8])
}

extension Float16: WrittenFloat {
  func appendShortest(to output: inout [UInt8]) { output.append(shortest: Float(self)) }
}

extension Float: WrittenFloat {
  func appendShortest(to output: inout [UInt8]) { output.append(shortest: self) }
}

extension Double: WrittenFloat {
  func appendShortest(to output: inout [UInt8]) { output.append(shortest: self) }
}
