import Testing

@testable import SimBatch

@Suite("Text of rows is read as it is written")
struct TextFormatTests {
  @Test("Names and values come back bit for bit", arguments: TextSample.formats)
  func randomRows(format: MatrixFormat) throws {
    for type in [ElementType.f32, .f64] {
      for (seed, dimensions) in [(UInt64(1), 1), (2, 2), (3, 16), (4, 65)] {
        let sample = TextSample(format, dimensions: dimensions, type: type, seed: seed)
        var options = MatrixReadingOptions()
        options.elementType = type == .f64 ? .f64 : nil
        for isLastBroken in [true, false] {
          let bytes = sample.bytes(format, isLastBroken: isLastBroken)
          let matrix = try readText(bytes, format, options: options)
          #expect(sample.matches(matrix))
          #expect(matrix.format == format)
        }
      }
    }
  }

  @Test(
    "Line breaks of Windows, a byte order mark and blank last lines are no part of rows",
    arguments: TextSample.formats
  )
  func lineBreaks(format: MatrixFormat) throws {
    let sample = TextSample(format)
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    for end in ["", "\r\n", "\r\n\r\n\n\r\n"] {
      let bytes = mark + sample.bytes(format, lineBreak: "\r\n") + Array(end.utf8)
      #expect(sample.matches(try readText(bytes, format)))
    }
  }

  @Test("The format is found in the content and the name")
  func detection() throws {
    let names: [(String, MatrixFormat)] = [
      ("a.csv", .csv), ("a.tsv", .tsv), ("a.jsonl", .jsonl), ("a.ndjson", .jsonl),
      ("a.vec", .glove),
      ("a.txt", .glove), ("a.txt", .word2vecText), ("a.vec", .word2vecText),
      ("standard input", .copy),
      ("standard input", .jsonl), ("standard input", .csv), ("standard input", .tsv),
    ]
    for (name, format) in names {
      let sample = TextSample(format)
      let matrix = try readMatrix(sample.bytes(format), named: name)
      #expect(matrix.format == format, "\(name)")
      #expect(sample.matches(matrix), "\(name)")
      #expect(sample.matches(try readMatrix(gzip(sample.bytes(format)), named: name + ".gz")))
    }
  }

  @Test("Values that are NaN or infinite are kept")
  func specials() throws {
    for (format, text) in [
      (MatrixFormat.glove, "a nan -inf Infinity\n"), (.csv, "a,NaN,-inf,INF\n"),
      (.copy, "a\t[NaN,-Infinity,inf]\n"), (.tsv, "a\tnan\t-inf\tinf\n"),
    ] {
      let row = try readText(text.utf8, format).allValues[0]
      #expect(row[0].isNaN && row[1] == -.infinity && row[2] == .infinity)
    }
  }

  @Test("Names of GloVe may hold blanks and numbers, and may be numbers")
  func gloveNames() throws {
    let matrix = try readText(
      "1 0.5 2\nnew york 1 2\nwindows 10 3 4\n. . . 5 6  \n7 8 9".utf8,
      .glove
    )
    #expect(matrix.rowNames == ["1", "new york", "windows 10", ". . .", "7"])
    #expect(matrix.allValues == [[0.5, 2], [1, 2], [3, 4], [5, 6], [8, 9]])
    // One line leaves no choice: the first field is the name.
    #expect(try readText("1 2 3".utf8, .glove).allValues == [[2, 3]])
  }

  @Test("word2vec's text may have blanks at the ends of lines, and none of its rows")
  func word2vecText() throws {
    let matrix = try readText("2 2 \r\na  1 2 \nb\t3\t4\t\n\n".utf8, .word2vecText)
    #expect(matrix.rowNames == ["a", "b"])
    #expect(matrix.allValues == [[1, 2], [3, 4]])
    let empty = try readText("0 3\n".utf8, .word2vecText)
    #expect(empty.rowCount == 0 && empty.dimensionCount == 3)
  }

  @Test("JSON lines: ids are strings, numbers or absent; fields stand in any order")
  func jsonFields() throws {
    func read(_ text: String, id: String? = nil, vector: String? = nil) throws -> StoredMatrix {
      var options = MatrixReadingOptions()
      (options.idField, options.vectorField) = (id, vector)
      return try readText(text.utf8, .jsonl, options: options)
    }
    let two =
      "{\"v\": [1, 2], \"t\": [\"x\"], \"id\": \"\\u00e9\\n\"}\n{\"id\": 17, \"v\": [3,4]}\n"
    #expect(try read(two).rowNames == ["é\n", "17"])
    #expect(try read(two).allValues == [[1, 2], [3, 4]])
    #expect(try read("{\"v\":[1]}\n{\"v\":[2]}").rowNames == nil)
    #expect(try read("{\"id\":null,\"v\":[1]}\n{\"v\":[2]}").rowNames == nil)
    let several = "{\"a\":[1],\"b\":[2,3],\"key\":\"k\"}"
    #expect(try read(several, id: "key", vector: "b").rowNames == ["k"])
    #expect(try read(several, id: "key", vector: "b").allValues == [[2, 3]])
  }
}
