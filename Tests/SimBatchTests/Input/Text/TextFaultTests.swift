import Testing

@testable import SimBatch

/// A text that is wrong at one place, and what its error says.
struct TextFault: Sendable, CustomTestStringConvertible {
  var format: MatrixFormat
  var text: String
  var says: String

  var testDescription: String { "\(format): \(says)" }
}

@Suite("The first fault of a text is named by line and column")
struct TextFaultTests {
  private static let blank = "expected a row, found a blank line that is not at the end"

  private static func faults(_ format: MatrixFormat, _ list: [(String, String)]) -> [TextFault] {
    list.map { TextFault(format: format, text: $0.0, says: $0.1) }
  }

  private static let lines =
    faults(
      .word2vecText,
      [
        ("2 2\na 1 2\nb 1 x\n", "line 3, column 5: expected a number, found 'x'"),
        ("2 2\na 1 2\n", "line 3: expected the header's 2 rows, found the end after 1"),
        (
          "1 2\na 1 2\nb 3 4\n",
          "line 3, column 1: expected the end after the header's 1 row, found 'b 3 4'"
        ),
        ("1 2\n a 1 2\n", "line 2, column 1: expected a name, found a blank"),
        ("1 2\na 1\n", "line 2, column 4: expected a name and 2 numbers, found 2 fields"),
        (
          "1 2\na 1 2 3\n",
          "line 2, column 3: expected a name and the header's 2 numbers, found the number '1' before them"
        ),
        (
          "1 2\na 1 1e99\n", "line 2, column 5: expected a number in the range of f32, found '1e99'"
        ),
        ("1 2\n\na 1 2\n", "line 2: \(blank)"),
        ("x\n", "line 1: expected a line of two counts, rows and dimensions, found 'x'"),
        (
          "1 0\n",
          "line 1: expected at most 2147483647 rows of 1 to 4194304 dimensions, found 1 of 0"
        ),
      ]
    )
    + faults(
      .glove,
      [
        ("a 1 2\nb 3 4\nc 5\n", "line 3, column 4: expected a name and 2 numbers, found 2 fields"),
        ("a 1 2\nb 3 4\nc 5 0x6\n", "line 3, column 5: expected a number, found '0x6'"),
        ("a 1 2\nb 3 4\nc d 5. .\n", "line 3, column 8: expected a number, found '.'"),
        ("a 1 2\n\nb 3 4\n", "line 2: \(blank)"),
        (
          "hello world\n",
          "line 1, column 1: expected a name and 1 to 4194304 numbers after it, found 'hello world'"
        ),
        (
          "a 1 2\nb 3 4\nc 5 \(String(repeating: "y", count: 41))",
          "line 3, column 5: expected a number, found '\(String(repeating: "y", count: 39))…'"
        ),
        (
          "a 1 2\nb 3 4\nc 5 \(String(repeating: "1", count: 1025))",
          "line 3, column 5: expected a number of at most 1024 characters, found '\(String(repeating: "1", count: 39))…'"
        ),
      ]
    )

  private static let tables =
    faults(
      .csv,
      [
        ("id,x0,x1\na,1,2\nb,3\n", "line 3, column 4: expected 3 fields, found 2"),
        ("id,x0,x1\na,1,2\nb,3,4,5\n", "line 3, column 7: expected 3 fields, found more"),
        (
          "id,x0,x1\na,1e999,2\nb,3,4\n",
          "line 2, column 3: expected a number in the range of f32, found '1e999'"
        ),
        ("id,x0\na,1\nb,x\n", "line 3, column 3: expected a number, found 'x'"),
        ("id,x0\na,1\nb, 1 2\n", "line 3, column 4: expected a number, found ' 1 2'"),
        ("id,x0\na,x\nb,1\n", "line 2, column 3: expected a number, found 'x'"),
        ("id,x\na,\"1,234.5\"\n", "line 2, column 4: expected a number, found '1,234.5'"),
        ("1;2;3\n", "line 1: expected commas between fields (and a point in numbers), found semic"),
        ("a;0,5;0,7\nb;0,1;0,2\n", "line 1: expected commas between fields"),
        ("id;x0\na;0,5\n", "line 1: expected commas between fields"),
        (
          "id\tx\na\t1\n",
          "line 1: expected commas between fields (and a point in numbers), found tabs"
        ),
        (
          "id,x0\na,1\n\"b,2\nc,3\n",
          "line 3, column 1: expected a quote that closes this one, found none"
        ),
        (
          "id,x0\n\"a\"b,1\n",
          "line 2, column 4: expected a comma after the closing quote, found 'b'"
        ),
        ("id,x0\n\"a\nb\",1\n\"c\nd\",x\n", "line 5, column 4: expected a number, found 'x'"),
        ("id,x0\na,1\n\nb,2\n", "line 3: \(blank)"),
        ("id,v\na,\"[1,2]\"\nb,\"[1,2,3]\"\n", "line 3, column 9: expected 2 numbers, found more"),
        ("id,v\na,\"[1,2]\"\nb,[1]\n", "line 3, column 3: expected 2 numbers, found 1"),
        ("id,v\na,\"[1,2]\"\nb,\"[1,x]\"\n", "line 3, column 7: expected a number, found 'x'"),
        (
          "id,v\na,\"[1,2]\"\nb,\"[1,2\"\n",
          "line 3, column 8: expected a vector in brackets, found the end"
        ),
        (
          "id,v\na,\"[1,2]\"\nb,\"[1,2] 3\"\n",
          "line 3, column 10: expected the end of the field, found '3'"
        ),
        ("id,v\na,\"[1,x]\"\nb,\"[1,2]\"\n", "line 2, column 7: expected a number, found 'x'"),
        ("id,v\na,[]\n", "line 2, column 3: expected a vector of numbers, found none"),
        ("id,x0\n", "line 2: expected a row of values, found the end"),
        ("", "line 1: expected a row of values, found the end"),
      ]
    )
    + faults(
      .tsv,
      [
        ("id\tx0\na\\tb\t1\nc\tx\n", "line 3, column 3: expected a number, found 'x'"),
        ("id\tx0\na\t1\nc\n", "line 3, column 2: expected 2 fields, found 1"),
        ("id\tx\na\t0,5\nb\t0,7\n", "line 2, column 3: expected a number, found '0,5'"),
        (
          "id,x\na,1\n",
          "line 1: expected tabs between fields (and a point in numbers), found commas"
        ),
      ]
    )
    + faults(
      .copy,
      [
        ("\\N\t[1,2]\n", "line 1, column 1: expected a name, found NULL"),
        (
          "a\\\t[1]\n",
          "line 1, column 2: expected a character after the backslash, found the end of the field"
        ),
        ("1\t{1,NUL}\n", "line 1, column 6: expected a number, found 'NUL'"),
        ("1\t{1,2\n", "line 1, column 7: expected a vector in brackets, found the end"),
        ("1\t[1]\n\\.\n2\t[2]\n", "line 3: expected the end after the line \\., found more"),
      ]
    )

  private static let first = "{\"id\":\"a\",\"v\":[1,2]}\n"
  private static let objects = faults(
    .jsonl,
    [
      (first + "{\"id\":\"b\",\"v\":[1]}\n", "line 2, column 19: expected 2 numbers, found 1"),
      (
        first + "{\"id\":\"b\",\"v\":[1,2,3]}\n",
        "line 2, column 20: expected 2 numbers, found more"
      ),
      (
        first + "{\"id\":\"b\",\"v\":[1,\"x\"]}",
        "line 2, column 18: expected a number, found '\"x\"'"
      ),
      (
        first + "{\"id\":\"b\",\"v\":[nul,1]}",
        "line 2, column 16: expected a number, found 'nul'"
      ),
      (
        first + "{\"id\":\"b\",\"v\":[1,1e99]}",
        "line 2, column 18: expected a number in the range of f32, found '1e99'"
      ),
      (
        first + "{\"id\":\"b\",\"v\":7}",
        "line 2, column 15: expected an array of numbers in 'v', found '7'"
      ),
      (first + "[1,2]", "line 2, column 1: expected an object, found '[1,2]'"),
      (first + "{\"v\":[1,2]}", "line 2, column 1: expected the field 'id', found none"),
      (
        first + "{\"id\":{},\"v\":[1,2]}",
        "line 2, column 7: expected a string or a number in 'id', found '{'"
      ),
      (first + "\n" + first, "line 2: \(blank)"),
      (
        "{\"v\":[1]}\n{\"id\":1,\"v\":[1]}\n",
        "line 2, column 1: expected no field 'id', as above, found one"
      ),
      (" \n", "line 1, column 1: expected an object in JSON, found"),
      (first + "{\"id\":\"b\",\"v\":[1,2", "line 2, column "),
    ]
  )

  @Test(
    "The error names line, column, what was expected and what is there",
    arguments: lines + tables + objects
  )
  func fault(_ fault: TextFault) throws {
    let error = try #require(throws: InputError.self) {
      try readText(fault.text.utf8, fault.format)
    }
    #expect(error.exitCode == .data)
    #expect(error.description.hasPrefix("a.txt: \(fault.says)"), "\(error)")
  }

  @Test("Without a field of vectors, or with several, JSON lines are a fault of usage")
  func vectorField() throws {
    for (text, says) in [
      (
        "{\"id\":1,\"t\":\"x\"}\n",
        "no row has a vector in a field of numbers; the first line has 'id', 't'"
      ),
      (
        "{\"v\":[1],\"w\":[2]}\n",
        "several fields may hold the vectors: 'v', 'w'; choose one by --vector-field"
      ),
    ] {
      let error = try #require(throws: InputError.self) { try readText(text.utf8, .jsonl) }
      #expect(error.exitCode == .usage && error.description.contains(says), "\(error)")
    }
  }

  @Test("What is beyond f32 is read as f64")
  func wideRange() throws {
    var options = MatrixReadingOptions()
    options.elementType = .f64
    for (format, text) in [
      (MatrixFormat.glove, "a 1e99\n"), (.csv, "a,1e99\n"), (.jsonl, "{\"v\":[1e99]}"),
      (.copy, "[1e99]\n"), (.word2vecText, "1 1\na 1e99"), (.tsv, "a\t1e99"),
    ] {
      #expect(try readText(text.utf8, format, options: options).allValues == [[1e99]])
    }
  }
}
