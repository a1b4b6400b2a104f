import Testing

@testable import SimBatch

extension OutputTests {
  @Suite("Percentiles") struct Percentiles {
    private static let table = NeighborTable(
      rowCount: 2,
      neighborCount: 2,
      columnCount: 12,
      valueName: .score,
      neighborNumbers: nil,
      isCalibrated: true
    )
    /// The second row has one neighbor, of which nothing is known.
    private static let rows = NeighborRows(
      firstRow: 0,
      neighborCount: 2,
      neighbors: [1, 11, 0, -1],
      scores: [1, 0.1, -0.25, .nan],
      percentiles: [0.999999, 0.25, .nan, .nan]
    )

    @Test(
      "stand after scores, and are empty where there is none",
      arguments: [
        (
          "csv",
          "row,rank,neighbor,score,percentile\n0,1,1,1,0.999999\n0,2,11,0.1,0.25\n1,1,0,-0.25,\n"
        ),
        (
          "tsv",
          "row\trank\tneighbor\tscore\tpercentile\n0\t1\t1\t1\t0.999999\n0\t2\t11\t0.1\t0.25\n1\t1\t0\t-0.25\t\n"
        ),
        (
          "jsonl",
          """
          {"row":0,"neighbors":[{"row":1,"score":1,"percentile":0.999999},{"row":11,"score":0.1,"percentile":0.25}]}
          {"row":1,"neighbors":[{"row":0,"score":-0.25,"percentile":null}]}

          """
        ),
      ]
    )
    func text(format: String, expected: String) throws {
      let folder = try TemporaryFolder()
      let sink = try NeighborOutput.open(folder("out.\(format)"), for: Self.table)
      try sink.write(Self.rows)
      try sink.finish()
      #expect(try folder.text("out.\(format)") == expected)
    }

    @Test("go through a renumbering")
    func renumbered() throws {
      let folder = try TemporaryFolder()
      let table = NeighborTable(
        rowCount: 2,
        neighborCount: 2,
        columnCount: 12,
        valueName: .score,
        neighborNumbers: RowNumbers(ranges: [5..<17], wholeCount: 20),
        isCalibrated: true
      )
      let sink = try NeighborOutput.open(folder("out.csv"), for: table)
      try sink.write(Self.rows)
      try sink.finish()
      #expect(try folder.text("out.csv").contains("\n0,1,6,1,0.999999\n0,2,16,0.1,0.25\n"))
    }

    @Test(
      "are refused by formats without named fields",
      arguments: [NeighborFormat.bin, .npy, .ivecs, .mtx, .npz]
    )
    func refused(format: NeighborFormat) throws {
      let folder = try TemporaryFolder()
      let path = folder("out.\(format)")
      #expect(throws: OutputError.hasNoPercentiles(format, file: path)) {
        try NeighborOutput.open(path, for: Self.table)
      }
      #expect(OutputError.hasNoPercentiles(format, file: path).exitCode == .usage)
      #expect(try folder.names.isEmpty)
    }
  }
}
