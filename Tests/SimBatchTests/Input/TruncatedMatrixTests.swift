import Testing

@testable import SimBatch

/// A valid file and the shorter lengths at which it is valid, too.
struct WholeFile: Sendable {
  var name: String
  var bytes: [UInt8]
  var validLengths: Set<Int> = []
}

@Suite("A file that ends early is noticed")
struct TruncatedMatrixTests {
  private static let wholeFiles: [WholeFile] = [
    .init(name: "a.fbin", bytes: InputSample().bin()),
    .init(name: "a.fbin", bytes: InputSample().bin(isWide: true)),
    .init(name: "a.hbin", bytes: InputSample(elementType: .f16).bin()),
    .init(name: "a.u8bin", bytes: InputSample(elementType: .u8).bin(isWide: true)),
    // Half of a plain `.bin` of f32 is one of f16: header and size agree.
    .init(name: "a.bin", bytes: InputSample().bin(), validLengths: [8 + 24]),
    .init(name: "a.fvecs", bytes: InputSample().vecs(), validLengths: [20, 40]),
    .init(
      name: "a.bvecs",
      bytes: InputSample(elementType: .u8).vecs(),
      validLengths: [8, 16]
    ),
    .init(name: "a.npy", bytes: InputSample().npy()),
    .init(name: "a.npy", bytes: InputSample().npy(isColumnMajor: true)),
    .init(name: "a.npy", bytes: InputSample().npy(version: 2)),
    .init(name: "a.npy", bytes: InputSample().npy(version: 3, isBigEndian: true)),
  ]

  @Test("A file cut short at any byte is refused", arguments: wholeFiles)
  func truncated(file: WholeFile) throws {
    _ = try readMatrix(file.bytes, named: file.name)
    for length in 0..<file.bytes.count {
      let cut = Array(file.bytes.prefix(length))
      if file.validLengths.contains(length) {
        _ = try readMatrix(cut, named: file.name)
      } else {
        #expect(throws: InputError.self, "\(length) bytes") {
          try readMatrix(cut, named: file.name)
        }
      }
    }
  }
}
