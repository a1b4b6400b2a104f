import Testing

@testable import SimBatch

/// A good binary word2vec file with some of its bytes changed, at random but the same for the same
/// seed.
private struct DamagedWord2Vec {
  static let (rowCount, dimensionCount) = (4, 3)
  static let head = Array("4 3\n".utf8)
  private var generator = RandomSource(seed: 11)
  private static let pieces: [[UInt8]] =
    [" ", "\n", "\r\n", "\n\n", "é", "a ", "\u{0}", "4 3\n", "99 3\n"].map { Array($0.utf8) }
    + [[0xFF], [0, 0, 0x80, 0x3F], [0, 0, 0xC0, 0x7F]]

  private mutating func below(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &generator) }

  /// Values whose bytes may be blanks and line breaks, too.
  private mutating func good() -> [UInt8] {
    let lineBreak: [UInt8] = below(2) == 0 ? [0x0A] : []
    return Self.head
      + (0..<Self.rowCount).flatMap { row in
        Array("n\(row) ".utf8)
          + (0..<4 * Self.dimensionCount).map { _ in
            [0x20, 0x0A, 0x3F, UInt8(below(256))][below(4)]
          } + lineBreak
      }
  }

  /// - Parameter keepsHead: whether only what follows the first line is damaged.
  mutating func next(keepsHead: Bool) -> [UInt8] {
    var bytes = good()
    let first = keepsHead ? Self.head.count : 0
    for _ in 0..<below(4) {
      let place = first + below(bytes.count + 1 - first)
      let end = min(place + below(6), bytes.count)
      switch below(6) {
      case 0: if place < bytes.count { bytes[place] = UInt8(below(256)) }
      case 1: bytes.insert(contentsOf: Self.pieces[below(Self.pieces.count)], at: place)
      case 2: bytes.replaceSubrange(place..<end, with: Self.pieces[below(Self.pieces.count)])
      case 3: bytes.removeSubrange(place..<end)
      case 4:
        bytes.insert(contentsOf: bytes[place..<end], at: first + below(bytes.count + 1 - first))
      default: if below(4) == 0 { bytes = Array(bytes.prefix(place)) }
      }
    }
    return bytes
  }

  mutating func pieceSize() -> Int { 1 + below(20) }
}

@Suite("No binary word2vec file is trusted")
struct Word2VecFuzzTests {
  private struct Rows: Equatable {
    var names: [String] = []
    var values: [UInt8] = []
  }

  /// The rows, or the error's line.
  private func read(_ bytes: [UInt8], largest: Int) -> Result<Rows, ReadError> {
    do {
      let window = try ByteWindow(PieceSource(bytes, largest: largest), name: "a.bin")
      let stream = try Word2VecRows(window)
      let batch = RowBatch(rowByteCount: stream.rowByteCount, limit: .max, name: "a.bin")
      while try stream.appendRow(to: batch) {}
      #expect(batch.rowCount == stream.statedRowCount)
      return .success(
        Rows(
          names: (0..<batch.names.count).map { batch.names[$0] },
          values: (0..<batch.rowCount).flatMap { batch.storedBytes(ofRow: $0) }
        )
      )
    } catch {
      return .failure(ReadError(line: "\(error)"))
    }
  }

  private struct ReadError: Error, Equatable { let line: String }

  /// What a plain reading of the format gives after the good head; nil where it is broken.
  private func plainRows(_ bytes: [UInt8]) -> Rows? {
    var rows = Rows()
    var rest = bytes.dropFirst(DamagedWord2Vec.head.count)
    let size = 4 * DamagedWord2Vec.dimensionCount
    for _ in 0..<DamagedWord2Vec.rowCount {
      rest = rest.drop { $0 == 0x0A || $0 == 0x0D }
      guard let blank = rest.firstIndex(of: 0x20), rest.endIndex - blank > size else { return nil }
      rows.names.append(String(decoding: rest[..<blank], as: UTF8.self))
      rows.values += rest[(blank + 1)...(blank + size)]
      rest = rest[(blank + size + 1)...]
    }
    return rest.allSatisfy { $0 == 0x0A || $0 == 0x0D } ? rows : nil
  }

  @Test("Damage behind the first line gives what a plain reading gives, however it comes")
  func damagedRows() {
    var files = DamagedWord2Vec()
    var (whole, refused) = (0, 0)
    for number in 0..<2_000 {
      let bytes = files.next(keepsHead: true)
      let found = read(bytes, largest: 1 << 20)
      switch found {
      case .success(let rows):
        whole += 1
        #expect(rows == plainRows(bytes), "case \(number): \(bytes)")
      case .failure(let error):
        refused += 1
        #expect(plainRows(bytes) == nil, "case \(number): \(error.line), \(bytes)")
      }
      guard number % 4 == 0 else { continue }
      #expect(read(bytes, largest: files.pieceSize()) == found, "case \(number): \(bytes)")
    }
    #expect(whole > 200 && refused > 200)
  }

  @Test("Damage anywhere gives an error of one line or whole rows, however it comes")
  func damaged() {
    var files = DamagedWord2Vec()
    var (whole, refused) = (0, 0)
    for number in 0..<1_000 {
      let bytes = files.next(keepsHead: false)
      let found = read(bytes, largest: 1 << 20)
      switch found {
      case .success: whole += 1
      case .failure(let error):
        refused += 1
        #expect(
          error.line.hasPrefix("a.bin: ") && !error.line.contains("\n"),
          "case \(number): \(error.line)"
        )
      }
      #expect(read(bytes, largest: files.pieceSize()) == found, "case \(number): \(bytes)")
    }
    #expect(whole > 100 && refused > 100)
  }

  @Test("A file cut off at any byte of its rows is refused")
  func truncated() {
    let bytes =
      DamagedWord2Vec.head
      + (0..<4).flatMap { row in Array("n\(row) ".utf8) + [UInt8](repeating: 0x41, count: 12) }
    #expect(throws: Never.self) { try read(bytes, largest: 7).get() }
    for length in 0..<bytes.count {
      #expect(throws: ReadError.self, "\(length) bytes") {
        try read(Array(bytes.prefix(length)), largest: 7).get()
      }
    }
  }
}
