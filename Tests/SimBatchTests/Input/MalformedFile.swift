import Testing

@testable import SimBatch

/// A file that must be refused, and what its message must say.
struct MalformedFile: Sendable, CustomTestStringConvertible {
  var name: String
  var bytes: [UInt8]
  var options = MatrixReadingOptions()
  var exitCode = ExitCode.data
  var says: String

  var testDescription: String { "\(name): \(says)" }
}

extension MalformedFile {
  static let all = bins + npys + others + usages

  private static func wide(_ rowCount: UInt64, _ dimensionCount: UInt64) -> [UInt8] {
    littleEndian(rowCount) + littleEndian(dimensionCount)
  }

  static func narrow(_ rowCount: UInt32, _ dimensionCount: UInt32) -> [UInt8] {
    littleEndian(rowCount) + littleEndian(dimensionCount)
  }

  private static func npy(_ text: String, valueBytes: Int = 48) -> [UInt8] {
    npyFile(text) + [UInt8](repeating: 0, count: valueBytes)
  }

  private static let bins: [MalformedFile] = [
    .init(name: "a.fbin", bytes: [], says: "an empty file"),
    .init(name: "a.fbin", bytes: InputSample().bin() + [0], says: "57 bytes"),
    .init(name: "a.fbin", bytes: InputSample().bin().dropLast(), says: "expected 56 bytes"),
    .init(name: "a.bin", bytes: InputSample().bin() + [0], says: "56 (f32)"),
    .init(name: "a.fbin", bytes: narrow(.max, .max), says: "4294967295 rows"),
    .init(name: "a.u8bin", bytes: narrow(.max, 4), says: "17179869188 bytes"),
    .init(name: "a.bin", bytes: narrow(0, 0), says: "zero dimensions"),
    .init(name: "a.bin", bytes: narrow(3, 0), says: "zero dimensions"),
    .init(name: "a.bin", bytes: wide(3, 0), says: "zero dimensions"),
    // Products that wrap around to the size of the file.
    .init(name: "a.fbin", bytes: wide(4, 1 << 62), says: "more than 2^64"),
    .init(name: "a.fbin", bytes: wide(1 << 30, 1 << 32), says: "more than 2^64"),
    .init(name: "a.u8bin", bytes: wide(1, .max), says: "18446744073709551615"),
    .init(name: "a.u8bin", bytes: wide(1, .max - 15), says: "more than 2^64"),
    .init(name: "a.u8bin", bytes: wide(.max - 15, 1), says: "found 16 bytes"),
    .init(name: "a.fbin", bytes: wide(1 << 62, 4), says: "found 16 bytes"),
    .init(name: "a.fbin", bytes: wide(.max, .max), says: "found 16 bytes"),
    .init(name: "a.fbin", bytes: wide(0, 1 << 23), says: "1 to 4194304 dimensions"),
    .init(name: "a.fbin", bytes: narrow(0, 1 << 23), says: "8388608 dimensions"),
    .init(
      name: "a.bin",
      bytes: Array("3 2\na 1 2\n".utf8),
      says: "line 3: expected the header's 3 rows"
    ),
    .init(name: "a", bytes: Array("PK\u{3}\u{4}and so on".utf8), says: "zip"),
    .init(name: "a", bytes: Array("not a matrix".utf8), says: "12 bytes of none of them"),
  ]

  private static let npys: [MalformedFile] = [
    .init(name: "a.npy", bytes: Array("\u{93}NUMPZ".utf8), says: "magic"),
    .init(name: "a.npy", bytes: npyFile("", version: 4), says: "found 4.0"),
    .init(name: "a.npy", bytes: [0x93] + Array("NUMPY\u{1}\u{1}".utf8), says: "found 1.1"),
    .init(name: "a.npy", bytes: InputSample().npy() + [0], says: "byte 128: expected 48 bytes"),
    .init(
      name: "a.npy",
      bytes: InputSample().npy(isColumnMajor: true).dropLast(),
      says: "found 47"
    ),
    .init(
      name: "a.npy",
      bytes: [0x93] + Array("NUMPY\u{2}\u{0}".utf8) + [255, 255, 255, 255, 0x7B],
      says: "a header of 4294967295 bytes"
    ),
    .init(
      name: "a.npy",
      bytes: npy("{'descr': '|O', 'fortran_order': False, 'shape': (3, 4)}"),
      says: "Python objects"
    ),
    .init(
      name: "a.npy",
      bytes: npy("{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (3, 4)}"),
      says: "structured type [('x'"
    ),
    .init(
      name: "a.npy",
      bytes: npy("{'descr': '<i3', 'fortran_order': False, 'shape': (3, 4)}"),
      says: "'<i3'"
    ),
    .init(
      name: "a.npy",
      bytes: npy("{'descr': '<c8', 'fortran_order': False, 'shape': (3, 4)}"),
      says: "'<c8'"
    ),
    .init(
      name: "a.npy",
      bytes: npy("{'descr': '<f4', 'fortran_order': False, 'shape': (12,)}"),
      says: "the shape (12,)"
    ),
    .init(
      name: "a.npy",
      bytes: npy("{'descr': '<f4', 'fortran_order': False, 'shape': ()}"),
      says: "the shape ()"
    ),
    .init(
      name: "a.npy",
      bytes: npy("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2, 2)}"),
      says: "the shape (3, 2, 2)"
    ),
    .init(
      name: "a.npy",
      bytes: npy("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 0)}"),
      says: "zero dimensions"
    ),
    .init(
      name: "a.npy",
      bytes: npy("{'descr': '<f4', 'fortran_order': False, 'shape': (-3, 4)}"),
      says: "expected a count, found -3"
    ),
    .init(
      name: "a.npy",
      bytes: npy("{'descr': '<f4', 'fortran_order': True, 'shape': (4294967295, 4)}"),
      says: "4294967295 rows"
    ),
    .init(
      name: "a.npy",
      bytes: npy("{'descr': '<f4', 'fortran_order': True, 'shape': (2147483647, 4194304)}"),
      says: "36028797002186752 bytes"
    ),
    .init(
      name: "a.npy",
      bytes: npy("{'descr': '<f4', 'fortran_order': True, 'shape': (18446744073709551616, 1)}"),
      says: "a count below 2^64"
    ),
    .init(
      name: "a.npy",
      bytes: npy("{'descr': '<f4', 'fortran_order': 1, 'shape': (3, 4)}"),
      says: "True or False"
    ),
    .init(name: "a.npy", bytes: npy("{'descr': '<f4', 'shape': (3, 4)}"), says: "found fewer"),
    .init(
      name: "a.npy",
      bytes: npy("{'descr': '<f4', 'descr': '<f4', 'shape': (3, 4)}"),
      says: "each once, found 'descr'"
    ),
    .init(
      name: "a.npy",
      bytes: npy("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4)} x"),
      says: "the end of the header, found x"
    ),
    .init(name: "a.npy", bytes: npy("{'descr': '<f4"), says: "a string that ends"),
    .init(name: "a.npy", bytes: npy(""), says: "expected '{'"),
  ]

  private static func vecs(_ type: ElementType, replacing offset: Int, by byte: UInt8) -> [UInt8] {
    var bytes = InputSample(elementType: type).vecs()
    bytes[offset] = byte
    return bytes
  }

  private static let others: [MalformedFile] = [
    .init(
      name: "a.fvecs",
      bytes: vecs(.f32, replacing: 40, by: 5),
      says: "byte 40: expected 4 dimensions in row 2 as in row 0, found 5"
    ),
    .init(
      name: "a.bvecs",
      bytes: vecs(.u8, replacing: 11, by: 255),
      says: "byte 8: expected 4 dimensions in row 1 as in row 0, found -16777212"
    ),
    .init(name: "a.fvecs", bytes: vecs(.f32, replacing: 0, by: 0), says: "zero dimensions"),
    .init(name: "a.fvecs", bytes: vecs(.f32, replacing: 3, by: 255), says: "found -16777212"),
    .init(name: "a.fvecs", bytes: InputSample().vecs() + [1], says: "byte 60: expected 20 bytes"),
    .init(
      name: "a",
      bytes: [1, 2, 3],
      options: .init(format: .raw, dimensionCount: 1),
      says: "a multiple of 4 bytes"
    ),
    .init(
      name: "standard input",
      bytes: [1, 2, 3, 4, 5],
      options: .init(format: .raw, elementType: .f16, dimensionCount: 2),
      says: "which end in row 1"
    ),
  ]

  private static let usages: [MalformedFile] = [
    .init(
      name: "a",
      bytes: [],
      options: .init(format: .raw),
      exitCode: .usage,
      says: "needs --dim"
    ),
    .init(
      name: "a",
      bytes: [],
      options: .init(dimensionCount: 3),
      exitCode: .usage,
      says: "raw only"
    ),
    .init(
      name: "a",
      bytes: [],
      options: .init(format: .npy, dimensionCount: 3),
      exitCode: .usage,
      says: "raw only"
    ),
    .init(
      name: "a",
      bytes: [],
      options: .init(format: .raw, dimensionCount: 0),
      exitCode: .usage,
      says: "--dim must be 1 to 4194304, not 0"
    ),
    .init(
      name: "a",
      bytes: [],
      options: .init(format: .raw, dimensionCount: .max),
      exitCode: .usage,
      says: "--dim must be"
    ),
    .init(
      name: "a.npy",
      bytes: InputSample().npy(),
      options: .init(elementType: .f32),
      exitCode: .usage,
      says: "npy states its own; the type that convert and matrix write is --output-dtype"
    ),
    .init(
      name: "a.fvecs",
      bytes: InputSample().vecs(),
      options: .init(format: .fvecs, elementType: .f32),
      exitCode: .usage,
      says: "fvecs states its own"
    ),
    .init(
      name: "a.fbin",
      bytes: InputSample().bin(),
      options: .init(elementType: .u8),
      exitCode: .usage,
      says: "--dtype u8 contradicts .fbin"
    ),
    .init(
      name: "a.bin",
      bytes: InputSample(elementType: .u8).bin(),
      exitCode: .usage,
      says: "--dtype i8 or --dtype u8"
    ),
  ]
}
