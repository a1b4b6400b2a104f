import Testing

@testable import SimBatch

/// A table, options, and the names and values that it has.
struct TableCase: Sendable, CustomTestStringConvertible {
  var format = MatrixFormat.csv
  var text: String
  var ids: String?
  var columns: String?
  var hasHeader: Bool?
  var names: [String]?
  var values: [[Double]]

  var testDescription: String { "\(format): \(text.debugDescription) \(columns ?? "")" }

  var options: MatrixReadingOptions {
    var options = MatrixReadingOptions()
    (options.table.names, options.table.values) = (ids, columns)
    options.table.hasHeader = hasHeader
    return options
  }
}

@Suite("Tables: which columns hold what")
struct TableTests {
  private static let wide = "n,a,b,c,d\nr,1,2,3,4\n"

  private static let defaults: [TableCase] = [
    .init(text: "1,2\n3,4\n", values: [[1, 2], [3, 4]]),
    .init(text: "x,y\n1,2\n", values: [[1, 2]]),
    .init(text: "a,1,2\nb,3,4", names: ["a", "b"], values: [[1, 2], [3, 4]]),
    .init(text: "1,a,2\n3,b,4", names: ["a", "b"], values: [[1, 2], [3, 4]]),
    // A column of names may be of numbers where the header calls it so.
    .init(text: "x,ID\n1,7\n2,8\n", names: ["7", "8"], values: [[1], [2]]),
    .init(text: "id,title,x\n7,a,1\n", names: ["7"], values: [[1]]),
    // What pandas writes for an index.
    .init(text: ",x,y\n0,1,2\n1,3,4\n", names: ["0", "1"], values: [[1, 2], [3, 4]]),
    .init(text: "5\n6\n", values: [[5], [6]]),
    // Vectors.
    .init(text: "id,v\n1,\"[1, 2]\"\n", names: ["1"], values: [[1, 2]]),
    .init(text: "v\n[1 2]\n[3   4 ]\n", values: [[1, 2], [3, 4]]),
    .init(text: "a,\"[1\n 2]\"\nb,\"{3,4}\"\n", names: ["a", "b"], values: [[1, 2], [3, 4]]),
    .init(text: "a,9,\"[1,2]\"\n", names: ["a"], values: [[1, 2]]),
    .init(text: "7,9,\"[1,2]\"\n", values: [[1, 2]]),
  ]

  private static let chosen: [TableCase] = [
    .init(text: wide, columns: "2-3", names: ["r"], values: [[1, 2]]),
    .init(text: wide, columns: "b-d", names: ["r"], values: [[2, 3, 4]]),
    .init(text: wide, columns: "d, a-b", names: ["r"], values: [[4, 1, 2]]),
    .init(text: wide, columns: "5,2", names: ["r"], values: [[4, 1]]),
    .init(text: wide, columns: "c-5", names: ["r"], values: [[3, 4]]),
    .init(text: wide, ids: "b", columns: "a", names: ["2"], values: [[1]]),
    .init(text: wide, ids: "5", columns: "3-4", names: ["4"], values: [[2, 3]]),
    .init(text: "1,2,3\n4,5,6\n", columns: "2-3", names: ["1", "4"], values: [[2, 3], [5, 6]]),
    .init(text: "1,2,3\n", columns: "2", values: [[2]]),
    // Names that look like ranges, lists and numbers.
    .init(text: "a-b,a,\"a,b\",5\n1,2,3,4\n", columns: "a-b", hasHeader: true, values: [[1]]),
    .init(text: "a-b,a,\"a,b\",5\n1,2,3,4\n", columns: "a,b", hasHeader: true, values: [[3]]),
    .init(text: "a-b,a,\"a,b\",5\n1,2,3,4\n", columns: "5", hasHeader: true, values: [[4]]),
    .init(text: "a-b,a,c\n1,2,3\n", columns: "a-b-c", values: [[1, 2, 3]]),
    .init(
      text: "k,0,1,2,3\nr,5,6,7,8\n",
      columns: "0-3",
      hasHeader: true,
      names: ["r"],
      values: [[5, 6, 7, 8]]
    ),
    .init(text: "a,1\nb,2\n", hasHeader: true, names: ["b"], values: [[2]]),
    .init(text: "a,1\nb,2\n", hasHeader: false, names: ["a", "b"], values: [[1], [2]]),
    .init(text: "x,x,y\n1,2,3\n", columns: "1,y", names: ["2"], values: [[1, 3]]),
    .init(text: "v,w\n[1],[2]\n", columns: "w", names: ["[1]"], values: [[2]]),
  ]

  private static let fields: [TableCase] = [
    .init(text: "\"a \"\"b\"\", c\n\",\"1\", 2 \n", names: ["a \"b\", c\n"], values: [[1, 2]]),
    .init(text: "a\"b,1\n,2\n", names: ["a\"b", ""], values: [[1], [2]]),
    .init(
      format: .tsv,
      text: "a\\t\\n\\r\\\\n\\x\"\t1\n\"b\t2\n",
      names: ["a\t\n\r\\n\\x\"", "\"b"],
      values: [[1], [2]]
    ),
    .init(
      format: .copy,
      text: "\\b\\f\\n\\r\\t\\v\\\\\\q\\101\\0\\x4a\\x4\\xg\t[1,2]\n\\.\n\n",
      names: ["\u{8}\u{C}\n\r\t\u{B}\\qA\0J\u{4}xg"],
      values: [[1, 2]]
    ),
    .init(
      format: .copy,
      text: "1\t{1.5,-2}\n2\t{3,4}\n",
      names: ["1", "2"],
      values: [[1.5, -2], [3, 4]]
    ),
    .init(format: .copy, text: "a\t1\t2\n", names: ["a"], values: [[1, 2]]),
    .init(format: .copy, text: "[1]\n", values: [[1]]),
    .init(
      format: .copy,
      text: "1\tx\ty\t[1]\n",
      ids: "2",
      columns: "4",
      names: ["x"],
      values: [[1]]
    ),
  ]

  @Test(
    "The columns are those that the options or the first rows say",
    arguments: defaults + chosen + fields
  )
  func columns(_ table: TableCase) throws {
    let matrix = try readText(table.text.utf8, table.format, options: table.options)
    #expect(matrix.rowNames == table.names)
    #expect(matrix.allValues == table.values)
  }

  @Test(
    "What leaves the columns open, or names none, is a fault of usage that lists them",
    arguments: [
      ("a,b,1\n", nil, nil, "several columns may hold the names: 1, 2; --id-column chooses one"),
      ("x,y\na,b\n", nil, nil, "no column is of numbers or vectors; there are 1 ('x'), 2 ('y')"),
      ("v,w\n[1],[2]\n", nil, nil, "several columns are of vectors: 1 ('v'), 2 ('w')"),
      ("x,y\n1,2\n", nil, "z", "--columns: there is no column 'z'; there are 1 ('x'), 2 ('y')"),
      ("x,y\n1,2\n", nil, "x,", "no column ''"),
      ("x,y\n1,2\n", nil, "0", "no column '0'"),
      ("x,y\n1,2\n", nil, "1-3", "no column '1-3'"),
      ("x,y\n1,2\n", nil, "y-x", "ends before its start"),
      ("x,y\n1,2\n", nil, "x,1", "column 1 ('x') is in it twice"),
      ("x,y\n1,2\n", "w", nil, "--id-column: there is no column 'w'"),
      ("x,y\n1,2\n", "3", nil, "no column '3'"),
      ("x,y\n1,2\n", "x", "1-2", "column 1 ('x') holds the names"),
      ("x,x\n1,2\n", nil, "x", "several columns are called 'x'"),
      ("v,y\n[1],2\n", nil, "1-2", "column 1 ('v') is of vectors"),
      ("k,0,1,2,3\nr,5,6,7,8\n", nil, nil, "--header"),
    ] as [(String, String?, String?, String)]
  )
  func usage(text: String, ids: String?, columns: String?, says: String) throws {
    let table = TableCase(text: text, ids: ids, columns: columns, values: [])
    let error = try #require(throws: InputError.self) {
      try readText(text.utf8, .csv, options: table.options)
    }
    #expect(error.exitCode == .usage)
    #expect(error.description.contains(says), "\(error)")
  }

  @Test("A range between names that are numbers, one of which is none, is refused")
  func ambiguousRange() throws {
    let table = TableCase(text: "1,5,x\n2,3,4\n", columns: "1-3", hasHeader: true, values: [])
    let error = try #require(throws: InputError.self) {
      try readText(table.text.utf8, .csv, options: table.options)
    }
    #expect(error.description.contains("may mean several ranges"), "\(error)")
  }
}
