import Testing

/// The members of a zip file, read by its directory; every header is checked on the way.
struct ZipContents {
  private(set) var names: [String] = []
  private(set) var members: [String: ArraySlice<UInt8>] = [:]

  init(_ bytes: [UInt8]) throws {
    let end = bytes.count - 22
    try #require(end >= 0 && number(bytes, at: end, 4) == 0x0605_4B50)
    var entry = number(bytes, at: end + 16, 4)
    try #require(entry + number(bytes, at: end + 12, 4) == end)
    var content = 0
    for _ in 0..<number(bytes, at: end + 10, 2) {
      try #require(number(bytes, at: entry, 4) == 0x0201_4B50)
      // Stored, on the first of January 1980.
      #expect([10, 12, 14].map { number(bytes, at: entry + $0, 2) } == [0, 0, 0x21])
      let (sum, size) = (number(bytes, at: entry + 16, 4), number(bytes, at: entry + 20, 4))
      #expect(number(bytes, at: entry + 24, 4) == size)
      let nameCount = number(bytes, at: entry + 28, 2)
      let name = bytes[entry + 46..<entry + 46 + nameCount]
      let header = number(bytes, at: entry + 42, 4)
      #expect(header == content, "a gap before \(name)")
      entry += 46 + nameCount + number(bytes, at: entry + 30, 2)

      try #require(number(bytes, at: header, 4) == 0x0403_4B50)
      #expect(bytes[header + 10..<header + 18] == bytes[entryFields(of: entry, nameCount)])
      #expect(number(bytes, at: header + 18, 8) == Int(bitPattern: UInt.max))
      #expect(bytes[header + 30..<header + 30 + nameCount] == name)
      let extra = header + 30 + nameCount
      #expect(number(bytes, at: extra, 4) == 16 << 16 | 1)
      #expect([4, 12].map { number(bytes, at: extra + $0, 8) } == [size, size])
      content = extra + number(bytes, at: header + 28, 2) + size
      let member = bytes[content - size..<content]
      #expect(Int(plainCRC32(member)) == sum)
      names.append(String(decoding: name, as: UTF8.self))
      members[names[names.count - 1]] = member
    }
    try #require(entry == end)

    /// Time, date and sum in the entry that ends at `next`.
    func entryFields(of next: Int, _ nameCount: Int) -> Range<Int> {
      next - nameCount - 46 + 12..<next - nameCount - 46 + 20
    }
  }

  /// The header of a member that is a `.npy`, without its padding, and its values.
  func array(_ name: String) throws -> (header: String, bytes: ArraySlice<UInt8>) {
    let member = Array(try #require(members["\(name).npy"]))
    let length = number(member, at: 8, 2)
    #expect((10 + length) % 64 == 0)
    let header = String(decoding: member[10..<10 + length], as: UTF8.self)
    return (String(header.prefix { $0 != "}" }), member[(10 + length)...])
  }
}

/// A little-endian number of `count` bytes.
private func number(_ bytes: [UInt8], at offset: Int, _ count: Int) -> Int {
  Int(
    truncatingIfNeeded: bytes[offset..<offset + count].reversed().reduce(UInt(0)) {
      $0 << 8 | UInt($1)
    }
  )
}

/// CRC-32 bit by bit, from its polynomial.
func plainCRC32(_ bytes: some Sequence<UInt8>) -> UInt32 {
  ~bytes.reduce(UInt32.max) { sum, byte in
    (0..<8).reduce(sum ^ UInt32(byte)) { rest, _ in
      rest & 1 == 1 ? rest >> 1 ^ 0xEDB8_8320 : rest >> 1
    }
  }
}
