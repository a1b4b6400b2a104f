import Foundation
import Testing

@testable import SimBatch

/// A file that goes with the test.
private final class TextFile {
  let path: String

  init(_ text: String, _ ending: String) throws {
    let place = FileManager.default.temporaryDirectory
      .appending(path: "judged-\(UUID().uuidString).\(ending)")
    path = place.path
    try Data(text.utf8).write(to: place)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

@Suite("Judged pairs")
struct JudgementFileTests {
  private func matrix() throws -> StoredMatrix { try storedMatrix(Rows.gaussian(6, 2, seed: 1)) }

  private func read(_ text: String, _ ending: String = "csv", names: [String]? = nil) throws
    -> JudgedPairs
  {
    let file = try TextFile(text, ending)
    return try JudgedPairs.open(file.path, rowsOf: matrix(), names: names.map { RowIds($0) })
  }

  @Test("are the same from every format, with other columns and in any order")
  func formats() throws {
    let wanted = [RowPair(row: 0, other: 5), RowPair(row: 3, other: 1)]
    for (ending, text) in [
      ("csv", "row_a,row_b,label\n0,5,1\n3,1,0\n"),
      ("csv", "\u{FEFF}label,why,row_b,row_a\r\n1,\"a, \"\"b\"\"\nc\",5,\"0\"\r\n 0 ,,1, 3 \r\n"),
      ("txt", "row_a,row_b,label\n0,5,1\n3,1,0"),
      ("tsv", "row_a\trow_b\tlabel\n0\t5\t1.0\n3\t1\t0\n\n"),
      (
        "jsonl",
        #"{"row_a":0,"row_b":"5","label":1,"more":[1,{}]}"# + "\n"
          + #"{"label":"0","row_b":1,"row_a":3,"x":null}"#
      ),
    ] {
      let judged = try read(text, ending)
      #expect(judged.pairs == wanted && judged.labels == [1, 0] && judged.kind == .binary)
    }
  }

  @Test("with other labels than 0 and 1 are graded")
  func grades() throws {
    let judged = try read("row_a,row_b,label\n0,1,-2.5\n2,1,1e3\n0,1,0\n")
    #expect(judged.kind == .graded && judged.labels == [-2.5, 1000, 0])
  }

  @Test("know rows by name alone where rows have names")
  func names() throws {
    let names = ["a", "4", "b", "ü", "x y", "0"]
    let judged = try read("row_a,row_b,label\na,4,1\nü,x y,0\n0,b,1\n", names: names)
    // `4` and `0` are names, of rows 1 and 5.
    #expect(
      judged.pairs == [
        RowPair(row: 0, other: 1), RowPair(row: 3, other: 4), RowPair(row: 5, other: 2),
      ]
    )
    // There is a row 2, whose name is `b`.
    let error = try #require(throws: InputError.self) {
      try read("row_a,row_b,label\na,4,1\na,2,0\n", names: names)
    }
    #expect(error.exitCode == .data)
    #expect(error.description.contains("line 3"), "\(error)")
    #expect(error.description.contains("expected the id of a row of test rows"), "\(error)")
    #expect(error.description.contains("found '2'"), "\(error)")
  }

  @Test(
    "keep every digit of an id that is a number in JSON",
    arguments: [
      "1850000000000000001", "18500000000000000001", "123456789012345678901234567891",
    ]
  )
  func longNumbers(id: String) throws {
    let names = ["a", "\(id.dropLast())0", id, "b", "c", "d"]
    let text = """
      {"row_a":"a","row_b":\(id),"label":1}
      {"row_a":"b","row_b":"c","label":0}
      """
    let judged = try read(text, "jsonl", names: names)
    #expect(judged.pairs == [RowPair(row: 0, other: 2), RowPair(row: 3, other: 4)])
  }

  @Test("are numbered in the whole input, and left out where a row is not selected")
  func selection() throws {
    let file = try TextFile("row_a,row_b,label\n2,3,1\n4,3,0\n0,3,1\n", "csv")
    let part = try matrix().selecting(RowSelection(ranges: RowSelection.Ranges("2-4")))
    let judged = try JudgedPairs.open(file.path, rowsOf: part, names: nil)
    #expect(judged.pairs == [RowPair(row: 0, other: 1), RowPair(row: 2, other: 1)])
    #expect(judged.unselectedCount == 1)
  }

  @Test(
    "that are wrong are refused by line",
    arguments: [
      ("", "line 1: expected a header with the columns row_a,row_b,label, found the end"),
      ("row_a,row_b\n0,1\n", "line 1, column 1: expected a header with 'label'"),
      ("row_a,row_a,row_b,label\n0,1,2,1\n", "expected a header with one column 'row_a'"),
      ("0,1,1\n2,3,0\n", "line 1, column 1: expected a header with 'row_a'"),
      ("row_a,row_b,label\n0,1,1\n2,6,0\n", "line 3, column 3: expected a row from 0 to 5"),
      ("row_a,row_b,label\n-1,2,0\n", "found '-1'"),
      ("row_a,row_b,label\n1.0,2,0\n", "found '1.0'"),
      (
        "row_a,row_b,label\n,2,0\n",
        "line 2, column 1: expected a row from 0 to 5 of test rows, found ''"
      ),
      ("row_a,row_b,label\n99999999999999999999,2,0\n", "found '99999999999999999999'"),
      (
        "row_a,row_b,label\n2,2,0\n",
        "line 2, column 3: expected another row than row_a, found row 2"
      ),
      (
        "row_a,row_b,label\n0,1,yes\n",
        "line 2, column 5: expected a label: 0, 1 or another number, found 'yes'"
      ),
      ("row_a,row_b,label\n0,1,nan\n", "found 'nan'"),
      ("row_a,row_b,label\n0,1,inf\n", "found 'inf'"),
      ("row_a,row_b,label\n0,1,\n", "found ''"),
      ("row_a,row_b,label\n0,1\n", "line 2, column 4: expected 3 fields, found 2"),
      ("row_a,row_b,label\n\"0,1,1\n", "expected a quote that closes this one"),
      (
        "row_a,row_b,label\n",
        "expected pairs of at least two labels, such as 0 and 1, found no pair"
      ),
      ("row_a,row_b,label\n0,1,1\n2,3,1\n", "found only 1 in 2 pairs"),
      ("row_a,row_b,label\n0,1,2.5\n", "found only 2.5 in 1 pair"),
    ]
  )
  func faults(text: String, message: String) throws {
    let error = try #require(throws: InputError.self) { try read(text) }
    #expect(error.exitCode == .data)
    #expect(error.description.contains(message), "\(error.description)")
  }

  @Test(
    "in JSON that are wrong are refused by line",
    arguments: [
      ("{\"row_a\":0,\"row_b\":1}\n", "line 1, column 1: expected the field 'label', found none"),
      ("[1]\n", "expected an object in JSON, found '[1]'"),
      ("{\"row_a\":0,", "expected an object in JSON"),
      ("{\"row_a\":0,\"row_b\":[1],\"label\":1}", "expected a string or a number in 'row_b'"),
      ("{\"row_a\":0,\"row_b\":1,\"label\":1}\n{\"row_a\":0,\"row_b\":1.5,\"label\":1}", "line 2"),
    ]
  )
  func objectFaults(text: String, message: String) throws {
    let error = try #require(throws: InputError.self) { try read(text, "jsonl") }
    #expect(error.exitCode == .data)
    #expect(error.description.contains(message), "\(error.description)")
  }

  @Test("that name what several rows are called are refused")
  func ambiguousName() throws {
    let names = ["a", "b", "a", "c", "d", "e"]
    let error = try #require(throws: InputError.self) {
      try read("row_a,row_b,label\nb,a,1\n", names: names)
    }
    #expect(error.exitCode == .data)
    #expect(error.description.contains("found 'a', which 2 rows have"))
    let unknown = try #require(throws: InputError.self) {
      try read("row_a,row_b,label\nb,q,1\n", names: names)
    }
    #expect(unknown.description.contains("expected the id of a row of test rows"))
  }

  @Test("of answers are gathered by query")
  func answers() throws {
    let file = try TextFile("query,name,answer_row\n1,x,4\n0,y,2\n1,x,3\n1,x,0\n", "csv")
    let part = try matrix().selecting(RowSelection(ranges: RowSelection.Ranges("2-")))
    let judged = try JudgedAnswers.open(
      file.path,
      queries: storedMatrix([[1, 2], [3, 4]]),
      queryNames: nil,
      base: part,
      names: nil
    )
    #expect(judged.questions.map(\.query) == [1, 0])
    #expect(judged.questions.map(\.answers) == [[2, 1], [0]])
    #expect(judged.unselectedCount == 1)
  }

  @Test(
    "of answers that are wrong are refused",
    arguments: [
      ("query,answer_row\n2,0\n", "expected a row from 0 to 1"),
      ("query,answer_row\n0,6\n", "expected a row from 0 to 5"),
      ("query,answer\n0,1\n", "expected a header with 'answer_row' (query,answer_row)"),
      ("query,answer_row\n", "expected a query and its answer, found none"),
    ]
  )
  func answerFaults(text: String, message: String) throws {
    let file = try TextFile(text, "csv")
    let error = try #require(throws: InputError.self) {
      try JudgedAnswers.open(
        file.path,
        queries: storedMatrix([[1, 2], [3, 4]]),
        queryNames: nil,
        base: matrix(),
        names: nil
      )
    }
    #expect(error.exitCode == .data && error.description.contains(message), "\(error.description)")
  }
}
