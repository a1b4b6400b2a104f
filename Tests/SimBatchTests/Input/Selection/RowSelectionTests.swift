import Testing

@testable import SimBatch

@Suite("Rows are selected by number")
struct RowSelectionTests {
  private func numbers(_ ranges: String, of count: Int) throws -> [Int] {
    let parsed = try #require(RowSelection.Ranges(ranges))
    let selection = RowSelection(ranges: parsed)
    let rows = try selection.numbers(rowCount: count, name: "a")
    #expect(rows.wholeCount == count)
    return (0..<rows.count).map { rows[$0] }
  }

  @Test(
    "Ranges include both ends, come in any order, may meet and overlap",
    arguments: [
      ("0-9", Array(0...9)), ("3", [3]), ("8-", [8, 9]), ("0-", Array(0...9)),
      ("7,1,3-4", [1, 3, 4, 7]),
      ("2-4,3-6,7", [2, 3, 4, 5, 6, 7]), ("5,5,5", [5]), ("0-0,9-9", [0, 9]), ("9-", [9]),
    ]
  )
  func ranges(text: String, expected: [Int]) throws {
    #expect(try numbers(text, of: 10) == expected)
  }

  @Test(
    "What is no list of ranges is refused",
    arguments: [
      "", "-", "-3", "a", "1-2-3", "5-3", "1,", ",1", "1 - 2", "٣", "99999999999999999999",
    ]
  )
  func malformed(text: String) { #expect(RowSelection.Ranges(text) == nil) }

  @Test(
    "A row that is not there is named",
    arguments: ["10", "0-10", "3,12-", "10-", "9223372036854775807", "5-9223372036854775807"]
  )
  func missing(text: String) throws {
    #expect {
      try numbers(text, of: 10)
    } throws: { error in
      guard let error = error as? InputError else { return false }
      return error.exitCode == .usage && "\(error)".contains("its rows are 0 to 9")
    }
  }

  @Test("A sample is ascending, of the wanted size, reproducible, and different for another seed")
  func sample() throws {
    func sample(_ count: Int, seed: UInt64, ranges: RowSelection.Ranges? = nil) throws -> [Int] {
      let selection = RowSelection(ranges: ranges, sampleCount: count, seed: seed)
      let rows = try selection.numbers(rowCount: 1000, name: "a")
      return (0..<rows.count).map { rows[$0] }
    }
    for count in [1, 2, 500, 999, 1000] {
      let rows = try sample(count, seed: 3)
      #expect(rows.count == count && rows == Array(Set(rows)).sorted())
      #expect(rows == (try sample(count, seed: 3)))
      if (2..<999).contains(count) { #expect(rows != (try sample(count, seed: 4))) }
    }
    let part = try sample(10, seed: 0, ranges: RowSelection.Ranges("100-199,900"))
    #expect(part.count == 10 && part.allSatisfy { (100...199).contains($0) || $0 == 900 })
    #expect(throws: InputError.self) { try sample(1001, seed: 0) }
  }

  /// Each row is in a sample of a fifth with probability 1/5: over 2,000 seeds its count has a standard
  /// deviation of √(2000 · 0.2 · 0.8) = 17.9, and 50 rows stay within 5 of those but once in 35,000.
  @Test("Every row is as likely in a sample as any other")
  func fairness() throws {
    var counts = [Int](repeating: 0, count: 50)
    for seed in 0..<2000 {
      let selection = RowSelection(sampleCount: 10, seed: UInt64(seed))
      let rows = try selection.numbers(rowCount: 50, name: "a")
      for position in 0..<10 { counts[rows[position]] += 1 }
    }
    #expect(counts.allSatisfy { abs($0 - 400) <= 90 })
  }

  @Test("A selection of a selection has the numbers of the whole input")
  func nested() throws {
    let matrix = try StoredMatrix(values: (0..<20).map(Float.init), dimensionCount: 1)
    let some = try matrix.selecting(RowSelection(ranges: RowSelection.Ranges("2-5,9,12-")))
    let fewer = try some.selecting(RowSelection(ranges: RowSelection.Ranges("1,3-5")))
    #expect(fewer.rowCount == 4)
    #expect((0..<4).map { fewer.number(ofRow: $0) } == [3, 5, 9, 12])
    #expect((0..<4).map { fewer.value(row: $0, dimension: 0) } == [3, 5, 9, 12])
  }

  @Test("One range of a mapped file is not copied")
  func view() throws {
    let matrix = try readMatrix(InputSample(rowCount: 9).bin(), named: "a.fbin")
    let view = try matrix.selecting(RowSelection(ranges: RowSelection.Ranges("3-5")))
    #expect(view.bytes === matrix.bytes)
    for row in 0..<3 {
      #expect(view.value(row: row, dimension: 2) == matrix.value(row: row + 3, dimension: 2))
    }
  }
}
