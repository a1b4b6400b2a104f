import Testing

@testable import SimBatch

@Suite("What is not a matrix is refused in one line")
struct MalformedMatrixTests {
  @Test("A malformed file has its exit code and line", arguments: MalformedFile.all)
  func refused(file: MalformedFile) throws {
    let error = try #require(
      #expect(throws: InputError.self) {
        try readMatrix(file.bytes, named: file.name, options: file.options)
      }
    )
    #expect(error.exitCode == file.exitCode)
    #expect(error.description.hasPrefix("\(file.name): "))
    #expect(error.description.contains(file.says))
    #expect(!error.description.contains("\n"))
  }

  @Test("Row numbers beyond i32 are refused, those within are not")
  func rowLimit() throws {
    let scratch = try InputScratch()
    let most = (1 << 31) - 1
    let path = try scratch.file("a.u8bin", MalformedFile.narrow(UInt32(most), 1), size: 8 + most)
    #expect(try StoredMatrix.open(path).rowCount == most)
    let tooMany = try scratch.file("b.u8bin", MalformedFile.narrow(1 << 31, 1), size: 9 + most)
    let error = #expect(throws: InputError.self) { try StoredMatrix.open(tooMany) }
    #expect(error?.exitCode == .data)
    #expect(error?.description.hasSuffix("at most 2147483647 rows, found 2147483648 rows") == true)
  }
}
