import Testing

@testable import SimBatch

extension OutputTests {
  @Suite("Graphs") struct Graphs {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Four rows of at most three neighbors. Each other's: 0 and 3, 0 and 1. One way: 1 to 2 (of
    /// score 0), 2 to 3. The last row is its own neighbor.
    private static let neighbors: [Int32] = [3, 1, -1, 0, 2, -1, 3, -1, -1, 3, 0, -1]
    private static let scores: [Float] =
      [0.9, 0.5, .nan, 0.5, 0, .nan, 0.25, .nan, .nan, 1, 0.9, .nan]

    private func write(
      to path: String,
      format: NeighborFormat? = nil,
      symmetry: GraphSymmetry? = nil,
      runLength: Int = 4,
      columnCount: Int? = nil
    ) throws {
      let table = NeighborTable(
        rowCount: 4,
        neighborCount: 3,
        columnCount: columnCount,
        valueName: .distance
      )
      let sink = try NeighborOutput.open(path, format: format, symmetry: symmetry, for: table)
      for row in stride(from: 0, to: 4, by: runLength) {
        let entries = row * 3..<min(row + runLength, 4) * 3
        try sink.write(
          NeighborRows(
            firstRow: row,
            neighborCount: 3,
            neighbors: Array(Self.neighbors[entries]),
            scores: Array(Self.scores[entries])
          )
        )
      }
      try sink.finish()
    }

    private static let symmetries: [GraphSymmetry?] = [nil, .mutual, .symmetric]

    @Test("An mtx counts from 1 and has columns in order", arguments: [1, 3, 4])
    func directedText(runLength: Int) throws {
      try write(to: folder("out.mtx"), runLength: runLength, columnCount: 9)
      // Of at most 12 entries: the comment has room for one digit more.
      #expect(
        try folder.text("out.mtx") == """
          %%MatrixMarket matrix coordinate real general
          % distance of row and column, k = 3\(" ")
          4 9 7
          1 2 0.5
          1 4 0.9
          2 1 0.5
          2 3 0
          3 4 0.25
          4 1 0.9
          4 4 1

          """
      )
    }

    @Test("A symmetric mtx has the lower triangle", arguments: [1, 3, 4])
    func symmetricText(runLength: Int) throws {
      try write(to: folder("m.mtx"), symmetry: .mutual, runLength: runLength)
      #expect(
        try folder.text("m.mtx") == """
          %%MatrixMarket matrix coordinate real symmetric
          % distance of row and column, k = 3, edges where each is a neighbor of the other\(" ")
          4 4 3
          2 1 0.5
          4 1 0.9
          4 4 1

          """
      )
      try write(to: folder("s.mtx"), symmetry: .symmetric, runLength: runLength)
      let lines = try folder.text("s.mtx").split(separator: "\n")
      #expect(lines[2...] == ["4 4 5", "2 1 0.5", "3 2 0", "4 1 0.9", "4 3 0.25", "4 4 1"])
      #expect(lines[1].contains("where either is a neighbor of the other"))
    }

    @Test("An npz has the arrays of compressed rows", arguments: [1, 3, 4])
    func archive(runLength: Int) throws {
      try write(to: folder("out.npz"), runLength: runLength, columnCount: 9)
      let zip = try ZipContents(folder.bytes("out.npz"))
      #expect(
        zip.names == ["indices.npy", "indptr.npy", "format.npy", "shape.npy", "data.npy"]
      )
      let expected: [(name: String, type: String, shape: String)] = [
        ("indices", "<i4", "7,"), ("indptr", "<i4", "5,"), ("format", "|S3", ""),
        ("shape", "<i8", "2,"), ("data", "<f4", "7,"),
      ]
      for (name, type, shape) in expected {
        #expect(
          try zip.array(name).header
            == "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(shape)), "
        )
      }
      try expect(zip, indices: [1, 3, 0, 2, 3, 0, 3], starts: [0, 2, 4, 5, 7], columnCount: 9)
      #expect(try floats(zip) == [0.5, 0.9, 0.5, 0, 0.25, 0.9, 1])
    }

    @Test("A symmetric npz has both triangles")
    func symmetricArchive() throws {
      try write(to: folder("m.npz"), symmetry: .mutual)
      let mutual = try ZipContents(folder.bytes("m.npz"))
      try expect(mutual, indices: [1, 3, 0, 0, 3], starts: [0, 2, 3, 3, 5])
      #expect(try floats(mutual) == [0.5, 0.9, 0.5, 0.9, 1])
      try write(to: folder("s.npz"), symmetry: .symmetric)
      let symmetric = try ZipContents(folder.bytes("s.npz"))
      try expect(symmetric, indices: [1, 3, 0, 2, 1, 3, 0, 2, 3], starts: [0, 2, 4, 6, 9])
      #expect(try floats(symmetric) == [0.5, 0.9, 0.5, 0, 0, 0.25, 0.9, 0.25, 1])
    }

    private func expect(
      _ zip: ZipContents,
      indices: [Int32],
      starts: [Int32],
      columnCount: Int64 = 4
    ) throws {
      #expect(values(try zip.array("indices").bytes, as: Int32.self) == indices)
      #expect(values(try zip.array("indptr").bytes, as: Int32.self) == starts)
      #expect(values(try zip.array("shape").bytes, as: Int64.self) == [4, columnCount])
      #expect(try zip.array("format").bytes.elementsEqual("csr".utf8))
    }

    private func floats(_ zip: ZipContents) throws -> [Float] {
      values(try zip.array("data").bytes, as: UInt32.self).map { Float(bitPattern: $0) }
    }

    @Test(
      "A pipe gets the bytes of a file",
      arguments: [NeighborFormat.mtx, .npz],
      symmetries
    )
    func stream(format: NeighborFormat, symmetry: GraphSymmetry?) throws {
      try write(to: folder("out"), format: format, symmetry: symmetry)
      let received = try readingFIFO(folder("pipe")) {
        try write(to: folder("pipe"), format: format, symmetry: symmetry, runLength: 1)
      }
      #expect(received == (try folder.bytes("out")))
    }

    @Test("Without rows a graph has no edges", arguments: symmetries)
    func noRows(symmetry: GraphSymmetry?) throws {
      let table = NeighborTable(rowCount: 0, neighborCount: 5, valueName: .score)
      for name in ["out.mtx", "out.npz"] {
        try NeighborOutput.open(folder(name), symmetry: symmetry, for: table).finish()
      }
      #expect(try folder.text("out.mtx").hasSuffix("\n0 0 0\n"))
      let zip = try ZipContents(folder.bytes("out.npz"))
      #expect(values(try zip.array("indptr").bytes, as: Int32.self) == [0])
      #expect(values(try zip.array("shape").bytes, as: Int64.self) == [0, 0])
      #expect(try zip.array("data").bytes.isEmpty && zip.array("indices").bytes.isEmpty)
    }

    @Test(
      "Starts have 64 bits where entries are too many for 32",
      arguments: [(1 << 31 - 1, "<i4"), (1 << 31, "<i8")]
    )
    func manyEntries(count: Int, type: String) throws {
      let file = try AtomicFile(folder("out.npz"))
      var zip = StoredZipWriter(file)
      try SparseArchive(columnCount: 3).addShape(starts: [0, count], to: &zip)
      try zip.finish()
      try file.commit()
      let (header, bytes) = try ZipContents(folder.bytes("out.npz")).array("indptr")
      #expect(header.hasPrefix("{'descr': '\(type)'"))
      #expect(bytes.count == (type == "<i4" ? 8 : 16))
      #expect(values(bytes, as: UInt64.self).last == UInt64(type == "<i4" ? count << 32 : count))
    }

    @Test("Lists cannot be made symmetric", arguments: NeighborFormat.allCases)
    func lists(format: NeighborFormat) throws {
      guard format != .mtx, format != .npz else { return }
      for symmetry in GraphSymmetry.allCases {
        let error = #expect(throws: OutputError.self) {
          try write(to: folder("out.\(format)"), symmetry: symmetry)
        }
        #expect(error?.exitCode == .usage)
        #expect(try #require(error?.description).contains("--\(symmetry)"))
      }
      #expect(try folder.names.isEmpty)
    }

    @Test("Symmetric graphs of many rows are those of a plain search in sets")
    func manyRows() throws {
      var random = SplitMix64(seed: 17)
      let (n, k) = (301, 6)
      var neighbors: [Int32] = []
      for _ in 0..<n {
        let chosen = Array((0..<n).shuffled(using: &random).prefix(Int(random.next() % 7)))
        neighbors += chosen.map(Int32.init) + [Int32](repeating: -1, count: k - chosen.count)
      }
      // A score that does not depend on the order of a pair.
      func score(_ row: Int, _ other: Int) -> Float { Float(min(row, other) * n + max(row, other)) }
      let scores = neighbors.enumerated().map {
        $1 < 0 ? .nan : score($0 / k, Int($1))
      }
      var graph = CompressedRows()
      graph.append(
        NeighborRows(firstRow: 0, neighborCount: k, neighbors: neighbors, scores: scores)
      )
      let edges = Set(neighbors.enumerated().filter { $1 >= 0 }.map { [$0 / k, Int($1)] })
      let reverse = Set(edges.map { [$0[1], $0[0]] })
      try #require(edges.intersection(reverse).count > 5)
      for (symmetry, expected) in [
        (GraphSymmetry.mutual, edges.intersection(reverse)), (.symmetric, edges.union(reverse)),
      ] {
        let found = graph.combinedWithTransposed(symmetry)
        let ordered = expected.sorted { ($0[0], $0[1]) < ($1[0], $1[1]) }
        #expect(found.columns.map(Int.init) == ordered.map { $0[1] })
        #expect(found.values == ordered.map { score($0[0], $0[1]) })
        let counts = (0..<n).map { row in ordered.count { $0[0] == row } }
        #expect((0..<found.rowCount).map { found.entries(ofRow: $0).count } == counts)
      }
    }
  }
}
