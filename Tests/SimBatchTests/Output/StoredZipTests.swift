import Testing

@testable import SimBatch

extension OutputTests {
  @Suite("Stored zip files") struct StoredZips {
    @Test("A sum is that of its polynomial, in any pieces", arguments: [0, 1, 9, 64, 1000])
    func sums(count: Int) {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 11) }
      #expect(CRC32(of: bytes).value == plainCRC32(bytes))
      for cut in [0, count / 3, count] {
        let (head, tail) = (Array(bytes[..<cut]), Array(bytes[cut...]))
        var pieces = CRC32(of: head)
        pieces.add(tail)
        let joined = CRC32(of: head).followed(by: CRC32(of: tail))
        for sum in [pieces, joined] {
          #expect(sum.value == plainCRC32(bytes) && sum.byteCount == count)
        }
      }
      #expect(CRC32(of: Array("123456789".utf8)).value == 0xCBF4_3926)
    }

    /// The sum of 2²⁰ · 2^doublings zeros.
    private func zeros(doublings: Int) -> CRC32 {
      (0..<doublings).reduce(CRC32(of: [UInt8](repeating: 0, count: 1 << 20))) { sum, _ in
        sum.followed(by: sum)
      }
    }

    @Test("Sizes and places beyond 32 bits have 64 in the directory, smaller ones do not")
    func wideEntries() {
      let (small, large) = (zeros(doublings: 1), zeros(doublings: 13))
      #expect(large.byteCount == 1 << 33)
      let cases: [(CRC32, offset: Int, wide: [UInt64])] = [
        (small, 7, []), (small, 1 << 32, [1 << 32]), (large, 7, [1 << 33, 1 << 33]),
        (large, 1 << 40, [1 << 33, 1 << 33, 1 << 40]), (small, 0xFFFF_FFFE, []),
        (small, 0xFFFF_FFFF, [0xFFFF_FFFF]),
      ]
      for (sum, offset, wide) in cases {
        let entry = StoredZipMember(name: "a", sum: sum, offset: offset).directoryEntry
        let size = sum.byteCount == 1 << 33 ? UInt32.max : 1 << 21
        #expect(values(entry[20..<28], as: UInt32.self) == [size, size])
        #expect(values(entry[42..<46], as: UInt32.self) == [UInt32(clamping: offset)])
        let extra = entry[47...]
        #expect(values(entry[30..<32], as: UInt16.self) == [UInt16(extra.count)])
        guard !wide.isEmpty else {
          #expect(extra.isEmpty)
          continue
        }
        #expect(values(extra.prefix(4), as: UInt16.self) == [1, UInt16(8 * wide.count)])
        #expect(values(extra.dropFirst(4), as: UInt64.self) == wide)
      }
    }

    @Test("A header is as long for any size, which it always has in 64 bits")
    func headers() {
      for sum in [CRC32(), zeros(doublings: 0), zeros(doublings: 14)] {
        let header = StoredZipMember(name: "name", sum: sum, offset: 5).header
        #expect(header.count == StoredZipMember.headerByteCount(name: "name"))
        #expect(values(header[18..<26], as: UInt32.self) == [.max, .max])
        let sizes = [UInt64(sum.byteCount), UInt64(sum.byteCount)]
        #expect(values(header[38...], as: UInt64.self) == sizes)
      }
    }

    @Test("The end of a file beyond 32 bits says where the directory is in 64")
    func wideEnd() {
      let member = StoredZipMember(name: "a", sum: zeros(doublings: 13), offset: 0)
      let (entry, offset) = (member.directoryEntry, 1 << 33 + 100)
      let bytes = StoredZipMember.directory(of: [member], at: offset)
      #expect(Array(bytes[..<entry.count]) == entry)
      let end = Array(bytes[entry.count...])
      #expect(end.count == 56 + 20 + 22)
      #expect(values(end[..<4], as: UInt32.self) == [0x0606_4B50])
      #expect(values(end[4..<12], as: UInt64.self) == [44])
      #expect(
        values(end[24..<56], as: UInt64.self) == [1, 1, UInt64(entry.count), UInt64(offset)]
      )
      #expect(values(end[56..<60], as: UInt32.self) == [0x0706_4B50])
      #expect(values(end[64..<72], as: UInt64.self) == [UInt64(offset + entry.count)])
      #expect(values(end[76..<80], as: UInt32.self) == [0x0605_4B50])
      #expect(values(end[88..<96], as: UInt32.self) == [UInt32(entry.count), .max])
    }
  }
}
