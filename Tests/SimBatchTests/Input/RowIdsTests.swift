import Testing

@testable import SimBatch

@Suite("Row names are read one a line")
struct RowIdsTests {
  private func ids(_ text: [UInt8], rowCount: Int) throws -> RowIds {
    try RowIds(
      reading: InputFile(name: "ids.txt", bytes: anonymousCopy(text)),
      rowCount: rowCount
    )
  }

  @Test(
    "Lines are names",
    arguments: [
      ("a\nbc\n", ["a", "bc"]),
      ("a\nbc", ["a", "bc"]),
      ("a\r\nbc\r\n", ["a", "bc"]),
      ("a\r\nbc\r", ["a", "bc"]),
      ("\u{FEFF}a\n", ["a"]),
      ("\n\nx\n\n", ["", "", "x", ""]),
      ("two words\t, \"quoted\"\n", ["two words\t, \"quoted\""]),
      ("größe 🦉\n", ["größe 🦉"]),
      ("", []),
      ("\n", [""]),
      ("\r", [""]),
    ]
  )
  func lines(text: String, expected: [String]) throws {
    let read = try ids(Array(text.utf8), rowCount: expected.count)
    #expect(read.count == expected.count)
    #expect(read == RowIds(expected))
    #expect((0..<read.count).map { read[$0] } == expected)
  }

  @Test("Bytes that are not UTF-8 are kept")
  func bytesAreKept() throws {
    let read = try ids([0x61, 0xFF, 0x00, 0x0A, 0xC3], rowCount: 2)
    var output: [UInt8] = [0x3E]
    read.appendUTF8(of: 0, to: &output)
    read.appendUTF8(of: 1, to: &output)
    #expect(output == [0x3E, 0x61, 0xFF, 0x00, 0xC3])
    #expect(read[1] == "\u{FFFD}")
  }

  @Test("Another number of lines than rows is refused", arguments: [0, 1, 3])
  func wrongCount(rowCount: Int) throws {
    let error = try #require(
      #expect(throws: InputError.self) { try ids(Array("a\nb\n".utf8), rowCount: rowCount) }
    )
    #expect(error.exitCode == .data)
    #expect(error.description.hasPrefix("ids.txt: expected \(rowCount) ids"))
    #expect(error.description.hasSuffix("found 2 lines"))
  }

  @Test("A missing file is no input")
  func missing() {
    let error = #expect(throws: InputError.self) {
      try RowIds.open("/tmp/simbatch-no-such-ids.txt", rowCount: 1)
    }
    #expect(error?.exitCode == .noInput)
  }
}
