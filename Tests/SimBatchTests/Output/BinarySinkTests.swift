import Glibc
import Testing

@testable import SimBatch

extension OutputTests {
  @Suite("Binary formats") struct BinarySinks {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    static let scoreBits = Sample.scores.map(\.bitPattern)

    @Test("A bin has its counts, all neighbors, then all scores", arguments: [1, 2, 3])
    func bin(runLength: Int) throws {
      try Sample.write(to: folder("out.bin"), runLength: runLength)
      let bytes = try folder.bytes("out.bin")
      #expect(bytes.count == 8 + 6 * 4 + 6 * 4)
      #expect(values(bytes[..<8], as: UInt32.self) == [3, 2])
      #expect(values(bytes[8..<32], as: Int32.self) == Sample.neighbors)
      #expect(values(bytes[32...], as: UInt32.self) == Self.scoreBits)
    }

    @Test("A bin through a pipe has the same bytes as one in a file", arguments: [1, 2, 3])
    func binStream(runLength: Int) throws {
      try Sample.write(to: folder("out.bin"))
      let received = try readingFIFO(folder("pipe")) {
        try Sample.write(to: folder("pipe"), format: .bin, runLength: runLength)
      }
      #expect(received == (try folder.bytes("out.bin")))
    }

    @Test("An npy is an array of neighbors and one of scores", arguments: [1, 2, 3])
    func npy(runLength: Int) throws {
      try Sample.write(to: folder("out.npy"), runLength: runLength)
      #expect(try folder.names == ["out.neighbors.npy", "out.scores.npy"])
      let neighbors = try folder.bytes("out.neighbors.npy")
      let scores = try folder.bytes("out.scores.npy")
      #expect(neighbors.prefix(10) == [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0, 118, 0])
      #expect(
        String(decoding: neighbors[10..<128], as: UTF8.self)
          == "{'descr': '<i8', 'fortran_order': False, 'shape': (3, 2), }"
          + String(repeating: " ", count: 58) + "\n"
      )
      #expect(String(decoding: scores[10..<27], as: UTF8.self) == "{'descr': '<f4', ")
      #expect(values(neighbors[128...], as: Int64.self) == Sample.neighbors.map(Int64.init))
      #expect(values(scores[128...], as: UInt32.self) == Self.scoreBits)
    }

    @Test("An ivecs has its scores in an fvecs beside it", arguments: [1, 2, 3])
    func ivecs(runLength: Int) throws {
      try Sample.write(to: folder("out.ivecs"), runLength: runLength)
      #expect(try folder.names == ["out.fvecs", "out.ivecs"])
      #expect(
        values(try folder.bytes("out.ivecs"), as: Int32.self) == [2, 1, 2, 2, 0, -1, 2, -1, -1]
      )
      let bits = Self.scoreBits
      #expect(
        values(try folder.bytes("out.fvecs"), as: UInt32.self)
          == [2, bits[0], bits[1], 2, bits[2], bits[3], 2, bits[4], bits[5]]
      )
    }

    @Test(
      "Without rows a binary file says so",
      arguments: [
        ("bin", "out.bin", 8), ("npy", "out.neighbors.npy", 128), ("ivecs", "out.fvecs", 0),
      ]
    )
    func noRows(ending: String, file: String, byteCount: Int) throws {
      let table = NeighborTable(rowCount: 0, neighborCount: 5, valueName: .score)
      try NeighborOutput.open(folder("out.\(ending)"), for: table).finish()
      #expect(try folder.bytes(file).count == byteCount)
    }

    @Test("The values of an npy start at a multiple of 64 bytes", arguments: [0, 9, 123_456_789])
    func npyHeader(count: Int) {
      for shape in [[count], [count, count], [count, count, count]] {
        let header = NumPyHeader.bytes(typeCode: "<f4", shape: shape)
        #expect(header.count % 64 == 0)
        #expect(Int(header[8]) + Int(header[9]) << 8 == header.count - 10)
        #expect(header.last == UInt8(ascii: "\n"))
      }
    }
  }
}

/// What `write` sends to a FIFO that is made at `path`.
func readingFIFO(_ path: String, whenOpen write: () throws -> Void) throws -> [UInt8] {
  try #require(mkfifo(path, 0o600) == 0)
  // Opened for both so that neither end waits for the other; small contents fit its buffer.
  let descriptor = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC)
  try #require(descriptor >= 0)
  defer { close(descriptor) }
  try write()
  var buffer = [UInt8](repeating: 0, count: 1 << 16)
  let count = read(descriptor, &buffer, buffer.count)
  return Array(buffer.prefix(max(count, 0)))
}
