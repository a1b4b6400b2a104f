import Testing

@testable import SimBatch

extension OutputTests {
  @Suite("Tables for people") struct ReadableSinks {
    /// Keeps what it is given.
    private final class Kept: ByteOutput {
      private(set) var bytes: [UInt8] = []
      private(set) var isComplete = false

      func append<Value: BitwiseCopyable>(_ values: [Value]) {
        values.withUnsafeBytes { bytes += $0 }
      }

      func commit() { isComplete = true }
    }

    private static let rows = NeighborRows(
      firstRow: 0,
      neighborCount: 2,
      neighbors: [1, 1000, 0, -1],
      scores: [1, -0.25, 0.123_456_7, .nan]
    )

    private func text(
      _ table: NeighborTable,
      headings: [String],
      percentiles: [Float]? = nil
    ) throws -> String {
      let kept = Kept()
      let sink = ReadableSink(kept, headings: headings, table: table)
      var rows = Self.rows
      rows.percentiles = percentiles
      try sink.write(rows)
      try sink.finish()
      #expect(kept.isComplete)
      return String(decoding: kept.bytes, as: UTF8.self)
    }

    @Test("have a heading for each question and aligned columns")
    func aligned() throws {
      let table = NeighborTable(rowCount: 2, neighborCount: 2, valueName: .distance)
      #expect(
        try text(table, headings: ["one", "two"]) == """
          one
          rank  distance   row
             1  1            1
             2  -0.25     1000

          two
          rank  distance   row
             1  0.1234567    0

          """
      )
    }

    @Test("have percentiles beside scores, and blanks where there are none")
    func percentiles() throws {
      let table = NeighborTable(
        rowCount: 2,
        neighborCount: 2,
        columnCount: 1001,
        valueName: .score,
        neighborIds: RowIds((0...1000).map { "n\($0)" }),
        isCalibrated: true
      )
      #expect(
        try text(table, headings: ["one", "two"], percentiles: [1, 0.03125, .nan, .nan]) == """
          one
          rank  score  percentile   row  name
             1  1      1              1  n1
             2  -0.25  0.03125     1000  n1000

          two
          rank  score      percentile  row  name
             1  0.1234567                0  n0

          """
      )
    }

    @Test("show names, with what would disturb a terminal escaped")
    func names() throws {
      let names = RowIds((0...1000).map { $0 == 1 ? "a\u{1b}[2J" : "n\($0)" })
      let table = NeighborTable(
        rowCount: 2,
        neighborCount: 2,
        columnCount: 1001,
        valueName: .score,
        questionRows: [nil, 4],
        rowIds: RowIds(["x", "y"]),
        neighborIds: names
      )
      #expect(
        try text(table, headings: ["one\ntwo", "y"]) == """
          one\\ntwo
          rank  score   row  name
             1  1         1  a\\u{1B}[2J
             2  -0.25  1000  n1000

          y
          rank  score      row  name
             1  0.1234567    0  n0

          """
      )
    }
  }
}
