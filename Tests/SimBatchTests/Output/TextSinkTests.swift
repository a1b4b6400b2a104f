import Testing

@testable import SimBatch

extension OutputTests {
  @Suite("Text formats") struct TextSinks {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test("A csv has a line for each neighbor and none for a missing one", arguments: [1, 2, 3])
    func csv(runLength: Int) throws {
      try Sample.write(to: folder("out.csv"), runLength: runLength)
      #expect(
        try folder.text("out.csv") == "row,rank,neighbor,score\n0,1,1,1\n0,2,2,0.1\n1,1,0,-0.25\n"
      )
    }

    @Test("A tsv is a csv with tabs", arguments: [1, 2, 3])
    func tsv(runLength: Int) throws {
      try Sample.write(to: folder("out.tsv"), runLength: runLength)
      #expect(
        try folder.text("out.tsv")
          == "row\trank\tneighbor\tscore\n0\t1\t1\t1\n0\t2\t2\t0.1\n1\t1\t0\t-0.25\n"
      )
    }

    @Test(
      "A jsonl has an object for each row, also for one without neighbors",
      arguments: [1, 2, 3]
    )
    func jsonLines(runLength: Int) throws {
      try Sample.write(to: folder("out.jsonl"), runLength: runLength)
      #expect(
        try folder.text("out.jsonl") == """
          {"row":0,"neighbors":[{"row":1,"score":1},{"row":2,"score":0.1}]}
          {"row":1,"neighbors":[{"row":0,"score":-0.25}]}
          {"row":2,"neighbors":[]}

          """
      )
    }

    @Test("Distances are called distances")
    func distances() throws {
      let table = Sample.table(.distance)
      try Sample.write(to: folder("out.csv"), table: table)
      try Sample.write(to: folder("out.jsonl"), table: table)
      #expect(try folder.text("out.csv").hasPrefix("row,rank,neighbor,distance\n0,1,1,1\n"))
      #expect(
        try folder.text("out.jsonl").hasPrefix(#"{"row":0,"neighbors":[{"row":1,"distance":1}"#)
      )
    }

    @Test("Ids stand beside their rows, quoted where csv needs it")
    func csvIds() throws {
      let ids = ["a,b", "say \"hi\"", "two\nlines"]
      try Sample.write(
        to: folder("out.csv"),
        table: Sample.table(rowIds: ids, neighborIds: ids)
      )
      #expect(
        try folder.text("out.csv") == #"""
          row,row_id,rank,neighbor,neighbor_id,score
          0,"a,b",1,1,"say ""hi""",1
          0,"a,b",2,2,"two
          lines",0.1
          1,"say ""hi""",1,0,"a,b",-0.25

          """#
      )
    }

    @Test("Ids in a tsv stay on their line and in their column")
    func tsvIds() throws {
      let ids = ["tab\there", #"back\slash"#, "two\r\nlines"]
      try Sample.write(
        to: folder("out.tsv"),
        table: Sample.table(rowIds: ids, neighborIds: ids)
      )
      let lines = try folder.text("out.tsv").split(separator: "\n")
      #expect(lines.map { $0.split(separator: "\t").count } == [6, 6, 6, 6])
      #expect(lines[1] == "0\ttab\\there\t1\t1\tback\\\\slash\t1")
      #expect(lines[2] == "0\ttab\\there\t2\t2\ttwo\\r\\nlines\t0.1")
    }

    @Test("Ids in a jsonl are JSON strings")
    func jsonIds() throws {
      let ids = ["quote \"", "é\u{1}", "\u{1F}/"]
      try Sample.write(
        to: folder("out.jsonl"),
        table: Sample.table(rowIds: ids, neighborIds: ids)
      )
      let lines = try folder.text("out.jsonl").split(separator: "\n")
      #expect(
        lines[1]
          == #"{"row":1,"id":"é\u0001","neighbors":[{"row":0,"id":"quote \"","score":-0.25}]}"#
      )
      #expect(lines[2] == #"{"row":2,"id":"\u001f/","neighbors":[]}"#)
    }

    @Test("Only the side that has ids gets a column of them")
    func oneSidedIds() throws {
      let ids = ["a", "b", "c"]
      try Sample.write(to: folder("rows.csv"), table: Sample.table(rowIds: ids))
      try Sample.write(to: folder("neighbors.csv"), table: Sample.table(neighborIds: ids))
      #expect(try folder.text("rows.csv").hasPrefix("row,row_id,rank,neighbor,score\n0,a,1,1,1\n"))
      #expect(
        try folder.text("neighbors.csv")
          .hasPrefix("row,rank,neighbor,neighbor_id,score\n0,1,1,b,1\n")
      )
    }

    @Test("A row goes by its number, or by none")
    func rowNumbers() throws {
      let table = NeighborTable(
        rowCount: 3,
        neighborCount: 2,
        valueName: .score,
        questionRows: [17, nil, 4],
        rowIds: RowIds(["a", "b + c", "d"]),
        neighborIds: RowIds(["x", "y", "z"])
      )
      try Sample.write(to: folder("out.csv"), table: table)
      try Sample.write(to: folder("out.jsonl"), table: table)
      #expect(
        try folder.text("out.csv") == """
          row,row_id,rank,neighbor,neighbor_id,score
          17,a,1,1,y,1
          17,a,2,2,z,0.1
          ,b + c,1,0,x,-0.25

          """
      )
      #expect(
        try folder.text("out.jsonl") == """
          {"row":17,"id":"a","neighbors":[{"row":1,"id":"y","score":1},{"row":2,"id":"z","score":0.1}]}
          {"row":null,"id":"b + c","neighbors":[{"row":0,"id":"x","score":-0.25}]}
          {"row":4,"id":"d","neighbors":[]}

          """
      )
    }

    @Test(
      "Without rows a text has its header only",
      arguments: [("csv", "row,rank,neighbor,score\n"), ("jsonl", "")]
    )
    func noRows(ending: String, expected: String) throws {
      let table = NeighborTable(rowCount: 0, neighborCount: 5, valueName: .score)
      try NeighborOutput.open(folder("out.\(ending)"), for: table).finish()
      #expect(try folder.text("out.\(ending)") == expected)
    }

    @Test("JSON has no infinity", arguments: [Float.infinity, -.infinity])
    func infinity(score: Float) throws {
      let table = NeighborTable(rowCount: 1, neighborCount: 1, valueName: .score)
      let sink = try NeighborOutput.open(folder("out.jsonl"), for: table)
      try sink.write(
        NeighborRows(firstRow: 0, neighborCount: 1, neighbors: [0], scores: [score])
      )
      try sink.finish()
      #expect(
        try folder.text("out.jsonl") == "{\"row\":0,\"neighbors\":[{\"row\":0,\"score\":null}]}\n"
      )
    }

    @Test("A text of many pieces is whole")
    func manyPieces() throws {
      let (rowCount, neighborCount) = (20_000, 3)
      let table = NeighborTable(
        rowCount: rowCount,
        neighborCount: neighborCount,
        valueName: .score
      )
      let sink = try NeighborOutput.open(folder("out.csv"), for: table)
      var expected = "row,rank,neighbor,score\n"
      for row in 0..<rowCount {
        let neighbors = (0..<neighborCount).map { Int32(row * 7 + $0) }
        let scores = neighbors.map { 1 / (Float($0) + 1) }
        try sink.write(
          NeighborRows(
            firstRow: row,
            neighborCount: neighborCount,
            neighbors: neighbors,
            scores: scores
          )
        )
        for rank in 0..<neighborCount {
          var score: [UInt8] = []
          score.append(shortest: scores[rank])
          expected += "\(row),\(rank + 1),\(neighbors[rank]),"
          expected += String(decoding: score, as: UTF8.self) + "\n"
        }
      }
      try sink.finish()
      #expect(try folder.text("out.csv") == expected)
    }
  }
}
