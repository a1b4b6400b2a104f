import Testing

@testable import SimBatch

/// SplitMix64: the same cases on every run and machine.
private struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// Valid files of all formats, damaged a little.
private struct DamagedFiles {
  private var generator: SeededGenerator

  init(seed: UInt64) {
    generator = SeededGenerator(state: seed)
  }

  private static let boundaryValues: [UInt64] = [
    0, 1, 2, 3, 4, 127, 255, 65535, 1 << 22, (1 << 22) + 1, (1 << 31) - 1, 1 << 31,
    (1 << 32) - 1, 1 << 32, 1 << 62, (1 << 63) - 1, 1 << 63, .max,
  ]
  private static let headerWords = [
    "descr", "fortran_order", "shape", "True", "False", "<f4", ">f8", "|u1", "<f2", "|O", "<i8",
    "(", ")", "[", "]", "{", "}", ",", ":", "'", "\"", " ", "\n", "L", "-", "(3,)", "()", "x",
  ]
  private static let names = [
    "a.fbin", "a.bin", "a.hbin", "a.i8bin", "a.u8bin", "a.npy", "a.fvecs", "a.bvecs", "a",
    "standard input", "a.txt",
  ]
  private static let validFiles: [(name: String, bytes: [UInt8])] = {
    var files: [(String, [UInt8])] = []
    for type in ElementType.allCases {
      let sample = InputSample(elementType: type)
      let binExtension =
        switch type {
        case .f16: "hbin"
        case .f32: "fbin"
        case .f64: "bin"
        case .i8: "i8bin"
        case .u8: "u8bin"
        }
      files.append(("a.\(binExtension)", sample.bin()))
      files.append(("a.\(binExtension)", sample.bin(isWide: true)))
      for (version, isColumnMajor, isBigEndian) in [
        (UInt8(1), false, false), (1, true, true), (2, true, false), (3, false, true),
      ] {
        let bytes = sample.npy(
          version: version,
          isColumnMajor: isColumnMajor,
          isBigEndian: isBigEndian
        )
        files.append(("a.npy", bytes))
      }
    }
    files.append(("a.fvecs", InputSample().vecs()))
    files.append(("a.bvecs", InputSample(elementType: .u8).vecs()))
    files.append(("a.fvecs", InputSample(rowCount: 1, dimensionCount: 1).vecs()))
    return files
  }()

  mutating func next() -> (name: String, bytes: [UInt8], options: MatrixReadingOptions) {
    var (name, bytes) = pick(Self.validFiles)
    for _ in 0..<Int.random(in: 1...3, using: &generator) { damage(&bytes) }
    if chance(0.1) { name = pick(Self.names) }
    var options = MatrixReadingOptions()
    if chance(0.1) { options.format = pick(MatrixFormat.allCases) }
    if chance(0.1) { options.elementType = pick(InputType.allCases) }
    if options.format == .raw || chance(0.02) {
      options.dimensionCount = pick([-1, 0, 1, 3, 4, 1 << 22, (1 << 22) + 1, .max])
    }
    return (name, bytes, options)
  }

  private mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int.random(in: 0..<elements.count, using: &generator)]
  }

  private mutating func chance(_ probability: Double) -> Bool {
    Double.random(in: 0..<1, using: &generator) < probability
  }

  private mutating func damage(_ bytes: inout [UInt8]) {
    guard !bytes.isEmpty else { return }
    let isNpy = bytes.first == 0x93
    let headerSize = min(isNpy ? 128 : 24, bytes.count)
    switch Int.random(in: 0..<(isNpy ? 9 : 5), using: &generator) {
    case 0:
      let index = Int.random(in: 0..<headerSize, using: &generator)
      bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
    case 1:
      overwriteField(&bytes, width: pick([2, 4, 8]), within: headerSize)
    case 2:
      bytes.removeLast(Int.random(in: 0...bytes.count, using: &generator))
    case 3:
      bytes += [UInt8](repeating: 0, count: Int.random(in: 1...64, using: &generator))
    case 4:
      // Cut to the size that a smaller shape or type would have.
      bytes = Array(bytes.prefix(pick([4, 8, 12, 16, 20, 32, 56, 64, 80, 128])))
    default:
      damageText(&bytes, within: headerSize)
    }
  }

  private mutating func overwriteField(_ bytes: inout [UInt8], width: Int, within size: Int) {
    let field = littleEndian(pick(Self.boundaryValues)).prefix(width)
    let start = Int.random(in: 0..<size, using: &generator) & ~3
    for (offset, byte) in field.enumerated() where start + offset < bytes.count {
      bytes[start + offset] = byte
    }
  }

  /// Replaces, inserts or removes in the text, usually keeping its length with padding.
  private mutating func damageText(_ bytes: inout [UInt8], within size: Int) {
    let start = Int.random(in: min(10, size)..<(size + 1), using: &generator)
    let digits = bytes[..<size].indices.filter { $0 > 10 && (0x30...0x39).contains(bytes[$0]) }
    let text: String
    var place = start..<min(start + Int.random(in: 0...8, using: &generator), bytes.count)
    if chance(0.5), !digits.isEmpty {
      let digit = pick(digits)
      place = digit..<(digit + 1)
      text = "\(pick(Self.boundaryValues))" + (chance(0.1) ? "0" : "")
    } else {
      text = pick(Self.headerWords)
    }
    let growth = text.utf8.count - place.count
    bytes.replaceSubrange(place, with: text.utf8)
    guard chance(0.8), growth != 0, bytes.count > size else { return }
    let paddingEnd = size - 1 + growth
    if growth > 0, bytes[(size - 1)..<paddingEnd].allSatisfy({ $0 == 0x20 || $0 == 0x0A }) {
      bytes.removeSubrange((size - 1)..<paddingEnd)
    } else if growth < 0, paddingEnd > 0 {
      bytes.insert(contentsOf: [UInt8](repeating: 0x20, count: -growth), at: paddingEnd)
    }
  }
}

@Suite("No header is trusted")
struct HeaderFuzzTests {
  @Test("A damaged header gives an error or a matrix within its bytes", arguments: 0..<4)
  func damagedHeaders(seed: UInt64) throws {
    var files = DamagedFiles(seed: seed)
    var opened = 0
    var codes: [ExitCode: Int] = [:]
    for number in 0..<4_000 {
      let (name, bytes, options) = files.next()
      do throws(InputError) {
        let file = InputFile(name: name, bytes: try copy(bytes, name))
        let matrix = try StoredMatrix(reading: OpenedInput(file), options: options)
        opened += 1
        if let fault = fault(of: matrix, from: bytes) {
          Issue.record("case \(number) of seed \(seed): \(fault)")
        }
      } catch {
        codes[error.exitCode, default: 0] += 1
        let line = error.description
        if !line.hasPrefix("\(name): ") || line.contains("\n") {
          Issue.record("case \(number) of seed \(seed): \(line)")
        }
      }
    }
    // Were all refused or none, the generator would be worthless.
    #expect(opened > 100)
    #expect(codes[.data, default: 0] > 1_000)
    #expect(codes[.usage, default: 0] > 10)
    #expect(codes.count == 2)
  }

  private func copy(_ bytes: [UInt8], _ name: String) throws(InputError) -> MappedBytes {
    guard let copy = MappedBytes(copying: bytes) else { throw .reading(name, errno: 0) }
    return copy
  }

  /// What is wrong with a matrix that was found in `input`, or nil.
  private func fault(of matrix: StoredMatrix, from input: [UInt8]) -> String? {
    guard (0...Int(Int32.max)).contains(matrix.rowCount) else { return "row count" }
    guard (1...(1 << 22)).contains(matrix.dimensionCount) else { return "dimension count" }
    guard matrix.bytes.count <= input.count else { return "more memory than input" }
    let rowSize = matrix.dimensionCount * matrix.elementType.byteCount
    guard matrix.rowStride >= rowSize else { return "overlapping rows" }
    guard matrix.rowCount > 0 else { return nil }
    let (lastRow, overflow) = (matrix.rowCount - 1).multipliedReportingOverflow(
      by: matrix.rowStride
    )
    guard !overflow, matrix.firstValueOffset >= 0, matrix.firstValueOffset <= matrix.bytes.count,
      lastRow <= matrix.bytes.count - matrix.firstValueOffset - rowSize
    else { return "values beyond the bytes" }
    _ = matrix.value(row: 0, dimension: 0)
    _ = matrix.value(row: matrix.rowCount - 1, dimension: matrix.dimensionCount - 1)
    return nil
  }
}
