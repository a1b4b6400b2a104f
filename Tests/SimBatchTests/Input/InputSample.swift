import Glibc

@testable import SimBatch

/// A small matrix of integers that every element type holds exactly, and its bytes in each format.
struct InputSample: Sendable {
  var rowCount = 3
  var dimensionCount = 4
  var elementType = ElementType.f32

  func value(row: Int, dimension: Int) -> Double {
    let value = (row * 37 + dimension * 11) % 101
    return Double(elementType == .u8 ? value : value - 50)
  }

  private func encoded(row: Int, dimension: Int, isBigEndian: Bool) -> [UInt8] {
    let value = value(row: row, dimension: dimension)
    let bytes =
      switch elementType {
      case .f16: littleEndian(Float16(value).bitPattern)
      case .f32: littleEndian(Float(value).bitPattern)
      case .f64: littleEndian(value.bitPattern)
      case .i8: littleEndian(Int8(value))
      case .u8: littleEndian(UInt8(value))
      }
    return isBigEndian ? bytes.reversed() : bytes
  }

  func values(isColumnMajor: Bool = false, isBigEndian: Bool = false) -> [UInt8] {
    let (outer, inner) = isColumnMajor ? (dimensionCount, rowCount) : (rowCount, dimensionCount)
    return (0..<outer).flatMap { first in
      (0..<inner).flatMap { second in
        encoded(
          row: isColumnMajor ? second : first,
          dimension: isColumnMajor ? first : second,
          isBigEndian: isBigEndian
        )
      }
    }
  }

  func bin(isWide: Bool = false) -> [UInt8] {
    let header =
      isWide
      ? littleEndian(UInt64(rowCount)) + littleEndian(UInt64(dimensionCount))
      : littleEndian(UInt32(rowCount)) + littleEndian(UInt32(dimensionCount))
    return header + values()
  }

  /// `.fvecs` or `.bvecs`, by the element type.
  func vecs() -> [UInt8] {
    let rowSize = dimensionCount * elementType.byteCount
    let values = values()
    return (0..<rowCount).flatMap { row in
      littleEndian(Int32(dimensionCount)) + values[(row * rowSize)..<((row + 1) * rowSize)]
    }
  }

  func npy(
    version: UInt8 = 1,
    isColumnMajor: Bool = false,
    isBigEndian: Bool = false
  ) -> [UInt8] {
    let kind =
      switch elementType {
      case .f16: "f2"
      case .f32: "f4"
      case .f64: "f8"
      case .i8: "i1"
      case .u8: "u1"
      }
    let order = elementType.byteCount == 1 ? "|" : isBigEndian ? ">" : "<"
    let text =
      "{'descr': '\(order)\(kind)', 'fortran_order': \(isColumnMajor ? "True" : "False"), "
      + "'shape': (\(rowCount), \(dimensionCount)), }"
    return npyFile(text, version: version)
      + values(isColumnMajor: isColumnMajor, isBigEndian: isBigEndian)
  }

  /// Whether `matrix` has this shape, type and every value.
  func matches(_ matrix: StoredMatrix) -> Bool {
    matrix.elementType == elementType && matrix.rowCount == rowCount
      && matrix.dimensionCount == dimensionCount
      && (0..<rowCount).allSatisfy { row in
        (0..<dimensionCount).allSatisfy {
          matrix.value(row: row, dimension: $0) == value(row: row, dimension: $0)
        }
      }
  }
}

func littleEndian<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
  (0..<(Value.bitWidth / 8)).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
}

/// The part of a `.npy` before its values: `text` padded with spaces to a multiple of 64 bytes.
func npyFile(_ text: String, version: UInt8 = 1) -> [UInt8] {
  let start: [UInt8] = [0x93] + Array("NUMPY".utf8) + [version, 0]
  let headSize = start.count + (version == 1 ? 2 : 4)
  let length = (headSize + text.utf8.count + 1 + 63) / 64 * 64 - headSize
  let padding = [UInt8](repeating: 0x20, count: length - text.utf8.count - 1) + [0x0A]
  let lengthBytes = version == 1 ? littleEndian(UInt16(length)) : littleEndian(UInt32(length))
  return start + lengthBytes + Array(text.utf8) + padding
}

/// A matrix read from bytes in memory, as from a file called `name`.
func readMatrix(
  _ bytes: [UInt8],
  named name: String,
  options: MatrixReadingOptions = .init()
) throws -> StoredMatrix {
  try StoredMatrix(
    reading: OpenedInput(InputFile(name: name, bytes: anonymousCopy(bytes))),
    options: options
  )
}

func anonymousCopy(_ bytes: [UInt8]) throws -> MappedBytes {
  guard let copy = MappedBytes(copying: bytes) else { throw ScratchError() }
  return copy
}

struct ScratchError: Error {
  let code = errno
}

/// A directory of one test, which vanishes with it.
struct InputScratch: ~Copyable {
  let directory: String

  init() throws {
    var template = Array("/tmp/simbatch-input-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw ScratchError() }
    directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    guard let listing = opendir(directory) else { return }
    while let entry = readdir(listing) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { unlink("\(directory)/\(name)") }
    }
    closedir(listing)
    rmdir(directory)
  }

  /// Writes `bytes`, extended with zeros that take no space up to `size`.
  ///
  /// - Returns: the path.
  func file(_ name: String, _ bytes: [UInt8], size: Int? = nil) throws -> String {
    let path = "\(directory)/\(name)"
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    guard descriptor >= 0 else { throw ScratchError() }
    defer { close(descriptor) }
    guard write(descriptor, bytes, bytes.count) == bytes.count,
      ftruncate(descriptor, size ?? bytes.count) == 0
    else { throw ScratchError() }
    return path
  }
}
