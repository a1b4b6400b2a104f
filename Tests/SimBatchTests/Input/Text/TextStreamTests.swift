import Glibc
import Testing

@testable import SimBatch

@Suite("Text is read as it comes, packed or not", .serialized)
struct TextStreamTests {
  @Test(
    "Pieces of any size, and rows across the window's end, give the same rows",
    arguments: TextSample.formats
  )
  func pieces(format: MatrixFormat) throws {
    // More than twice the window's first size.
    let sample = TextSample(format, rows: 2_500, dimensions: 100)
    let bytes = sample.bytes(format)
    #expect(bytes.count > 2 << 20)
    #expect(sample.matches(try readText(bytes, format)))
    let values = sample.values.joined().flatMap { littleEndian(Float($0).bitPattern) }
    for (largest, seed) in [(1 << 12, UInt64(1)), (1 << 16, 2), (1 << 21, 3)] {
      let read = try readStream(PieceSource(bytes, largest: largest, seed: seed), format)
      #expect(read.names == sample.names)
      #expect(read.bytes == values)
    }
  }

  @Test("Pieces that end anywhere in a record are no records", arguments: TextSample.formats)
  func smallPieces(format: MatrixFormat) throws {
    let sample = TextSample(format)
    let bytes = sample.bytes(format)
    let values = sample.values.joined().flatMap { littleEndian(Float($0).bitPattern) }
    for largest in 1..<bytes.count {
      let source = PieceSource(bytes, largest: largest, seed: UInt64(largest))
      let read = try readStream(source, format)
      #expect(read.names == sample.names && read.bytes == values, "pieces of at most \(largest)")
    }
  }

  @Test("A row longer than the window is read whole", arguments: TextSample.formats)
  func longRows(format: MatrixFormat) throws {
    let sample = TextSample(format, rows: 3, dimensions: 150_000)
    #expect(sample.bytes(format).count > 3 << 20)
    #expect(sample.matches(try readText(sample.bytes(format), format)))
  }

  @Test("gzip and zstd hold the same, in several members too", arguments: TextSample.formats)
  func packed(format: MatrixFormat) throws {
    let sample = TextSample(format)
    let bytes = sample.bytes(format)
    let half = bytes.count / 2
    for pack in [gzip, zstd] {
      #expect(sample.matches(try readText(pack(bytes), format)))
      let members = pack(Array(bytes[..<half])) + pack(Array(bytes[half...]))
      #expect(sample.matches(try readText(members, format)))
      let packed = pack(bytes)
      for length in stride(from: 5, to: packed.count, by: 1) {
        #expect(throws: InputError.self) { try readText(packed.prefix(length), format) }
      }
      #expect(throws: InputError.self) { try readText(packed + Array("more".utf8), format) }
    }
  }

  @Test("A line without end is refused, and little memory is taken for it")
  func endlessLines() throws {
    let open = "a quote that closes this one"
    let lineEnd = "a line end within"
    let cases: [(MatrixFormat, EndlessSource, String)] = [
      (.glove, EndlessSource("a", then: " 1"), lineEnd),
      (.word2vecText, EndlessSource("1 3\na", then: " 1"), lineEnd),
      (.csv, EndlessSource("a", then: ",1"), "the end of the record within"),
      (.csv, EndlessSource("x\n1\n\"", then: "\n"), open),
      (.csv, EndlessSource("x\n1\n", then: "1"), "the end of the record within"),
      (.tsv, EndlessSource("x\n", then: "\t1"), lineEnd),
      (.copy, EndlessSource("[", then: "1,"), lineEnd),
      (.jsonl, EndlessSource("{\"v\":[1]}\n{\"v\":[", then: "1,"), lineEnd),
    ]
    for (format, source, says) in cases {
      let error = try #require(throws: InputError.self) { try readStream(source, format) }
      #expect(error.description.contains("expected \(says)"), "\(error)")
      #expect(source.given <= 2 * ByteWindow.longestLine + 1)
    }
  }
}

@Suite(
  "Real word vectors are the same in all formats",
  .enabled(
    if: EnvironmentVariable.value("SIMBATCH_DATA") != nil,
    "SIMBATCH_DATA names no folder of real data"
  )
)
struct RealWordTests {
  @Test("Text has the values of the binary file bit for bit")
  func words() throws {
    let folder = try #require(EnvironmentVariable.value("SIMBATCH_DATA"))
    let binary = try StoredMatrix.open("\(folder)/words.w2v.bin")
    for (name, format) in [
      ("words.w2v.txt", MatrixFormat.word2vecText), ("words.glove.txt", .glove),
    ] {
      let text = try StoredMatrix.open("\(folder)/\(name)")
      #expect(text.format == format && text.rowCount == 2_000 && text.dimensionCount == 100)
      #expect(text.rowNames == binary.rowNames.map { Array($0.prefix(2_000)) })
      let size = 2_000 * 100 * 4
      #expect(
        text.bytes.prefix(size, from: text.firstValueOffset)
          == binary.bytes.prefix(size, from: binary.firstValueOffset)
      )
    }
  }
}
