import FoundationEssentials
import Testing

@testable import SimBatch

extension DuplicateTests {
  @Suite("and their pairs")
  struct Pairs {
    private func lines(
      _ matrix: StoredMatrix,
      against old: StoredMatrix? = nil,
      _ options: DuplicateOptions
    ) throws -> [String] {
      let folder = try TemporaryFolder()
      let output = try PairOutput(
        folder("pairs.csv"),
        measure: options.measure,
        oldRowCount: old?.rowCount
      )
      let search = try DuplicateSearch(rows: matrix, against: old, options: options)
      _ = try search.run(pairs: output)
      try #require(output.file).commit()
      return try folder.text("pairs.csv").split(separator: "\n").map(String.init)
    }

    @Test("are written in the order of their rows, whatever the tiles", arguments: [5, 64])
    func ordered(tileSide: Int) throws {
      let matrix = try storedMatrix(clusteredRows(160, 4, seed: 50))
      let reference = DuplicateReference(values(of: matrix), measure: .cosine, limit: 0.7)
      var options = DuplicateOptions(measure: .cosine, threshold: .limit(0.7))
      options.resources.tileSide = tileSide
      let found = try lines(matrix, options)
      #expect(found[0] == "row,other,score")
      let expected = reference.pairs()
      try #require(found.count == expected.count + 1)
      for (line, pair) in zip(found.dropFirst(), expected) {
        let fields = line.split(separator: ",")
        #expect(Int(fields[0]) == pair.row && Int(fields[1]) == pair.other)
        #expect(Float(fields[2]) == pair.score)
      }
    }

    @Test("with old rows name those in a column of their own")
    func against() throws {
      let old = try storedMatrix([[1, 0], [0, 1], [1, 0]])
      let new = try storedMatrix([[1, 0], [1, 0.001], [0, 1]])
      let options = DuplicateOptions(measure: .cosine, threshold: .limit(0.9))
      let found = try lines(new, against: old, options)
      #expect(found[0] == "row,other,old_row,score")
      let places = found.dropFirst().map {
        $0.split(separator: ",", omittingEmptySubsequences: false).prefix(3).joined(separator: ",")
      }
      #expect(places == ["0,,0", "0,,2", "0,1,", "1,,0", "1,,2", "2,,1"])
    }

    @Test("go through a scratch file when they are many, and come back the same")
    func spooled() throws {
      let folder = try TemporaryFolder()
      let spool = PairSpool(rowCount: 1000, directory: folder.path, name: "pairs")
      var random = SplitMix64(seed: 77)
      var expected: [[UInt32]] = []
      for _ in 0..<60 {
        let pairs = (0..<2500).map { _ in
          PairSpool.Pair(
            row: UInt32(random.next() % 20),
            other: UInt32(truncatingIfNeeded: random.next()),
            score: 0.5
          )
        }
        expected += pairs.map { [$0.row, $0.other] }
        #expect(spool.add(pairs))
      }
      #expect(try folder.names.isEmpty)
      var found: [[UInt32]] = []
      try spool.forEachRange { found += $0.map { [$0.row, $0.other] } }
      #expect(found == expected.sorted { ($0[0], $0[1]) < ($1[0], $1[1]) })
    }

    @Test("beyond the maximum stop the job, and leave nothing behind")
    func maximum() throws {
      let folder = try TemporaryFolder()
      let matrix = try storedMatrix(clusteredRows(300, 3, seed: 6))
      var options = DuplicateOptions(measure: .cosine, threshold: .limit(-0.99))
      options.maximalPairs = 1000
      func run() throws {
        let output = try PairOutput(folder("pairs.csv"), measure: .cosine)
        _ = try DuplicateSearch(rows: matrix, options: options).run(pairs: output)
      }
      let error = #expect(throws: DuplicateError.self) { try run() }
      #expect(error?.exitCode == .data)
      #expect(error?.description.contains("--max-pairs 1000") == true)
      #expect(try folder.names.isEmpty)
      options.keepOrder = .central
      #expect(throws: DuplicateError.self) { try run() }
      options.maximalPairs = 300 * 299 / 2
      try run()
    }

    @Test("are estimated from a sample, which refuses what is far too much before it starts")
    func estimate() throws {
      let count = PairEstimate.leastRowCount
      let matrix = try storedMatrix(Rows.gaussian(count, 3, seed: 12))
      var options = DuplicateOptions(measure: .cosine, threshold: .limit(0))
      options.maximalPairs = 1000
      let error = #expect(throws: DuplicateError.self) { try decided(matrix, options) }
      guard case .estimateExceedsMaximum(let pairs, 1000)? = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      // Half of all pairs, within a tenth.
      let half = count * (count - 1) / 4
      #expect(abs(pairs - half) < half / 10)
    }

    @Test("need a file")
    func standardOutput() throws {
      #expect(throws: JobError.self) { try PairOutput("-", measure: .cosine) }
      let error = #expect(throws: JobError.self) {
        try PairOutput("/tmp/pairs.npy", measure: .cosine)
      }
      #expect(error?.description.contains(".jsonl") == true)
    }
  }
}
