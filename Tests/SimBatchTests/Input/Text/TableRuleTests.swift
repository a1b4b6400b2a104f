import Testing

@testable import SimBatch

@Suite("Tables: columns of values are those that look alike")
struct TableRuleTests {
  private static func rows(_ count: Int, _ row: (Int) -> String) -> String {
    (0..<count).map { row($0) + "\n" }.joined()
  }

  private static let reals = rows(9) { "\($0 % 2),0.\($0 + 1),\($0).5,0.25" }

  @Test(
    "One reading is taken, and says so",
    arguments: [
      // Keys by name.
      ("user_id,x,y,z\n1001,1,2,3\n1002,3,2,4\n", "3 dimensions x, y and z, ids from user_id"),
      ("doc_id,x,y\n1,1,2\n2,3,2\n", "2 dimensions x and y, ids from doc_id"),
      ("x,UserId\n1,7\n2,7\n", "1 dimension x, ids from UserId"),
      ("id,user_id,x,y\n7,1,1,2\n8,1,3,2\n", "2 dimensions x and y, ids from id"),
      ("Unnamed: 0,x0,x1\n0,1,2\n1,3,4\n", "2 dimensions x0 and x1, ids from Unnamed: 0"),
      (",x0,x1\n0,1,2\n1,3,4\n", "2 dimensions x0 and x1, ids from column 1"),
      // Blocks by name.
      ("label,x0,x1,x2\n3,1,2,3\n3,0,5,0\n", "3 dimensions x0, x1 and x2"),
      ("dim_0,dim_1,year\n1,2,1999\n0,5,2001\n", "2 dimensions dim_0 and dim_1, ids from year"),
      ("e01,e02,e03,e04,lat\n1,2,3,4,5.5\n", "4 dimensions e01 … e04"),
      (
        "pixel_0,pixel_1,pixel_2\n0,16,3\n0,0,12\n1,9,2\n",
        "3 dimensions pixel_0, pixel_1 and pixel_2"
      ),
      // Headers of numbers, as pandas writes them.
      ("name,x,y,z\na,1,2,3\nb,3,2,4\nc,1,2,5\n", "3 dimensions x, y and z, ids from name"),
      ("0,1,2,3\n0.5,1.5,2.5,1.0\n1.5,0.5,0.1,2.0\n", "4 dimensions 0 … 3"),
      (",0,1\n0,5,2\n1,3,4\n", "2 dimensions 0 and 1, ids from column 1"),
      ("id,0,1\na,0.5,2\nb,3,4\n", "2 dimensions 0 and 1, ids from id"),
      // Without a header.
      ("0.1,0.2\n0.3,1.5\n", "2 dimensions in columns 1 … 2"),
      ("1001,0.1,0.2\n1002,0.3,0.5\n", "2 dimensions in columns 2 … 3, ids from column 1"),
      ("7,0.1,0.2\n3,0.3,0.5\n", "2 dimensions in columns 2 … 3, ids from column 1"),
      ("a,0.1,0.2\nb,0.3,0.5\n", "2 dimensions in columns 2 … 3, ids from column 1"),
      ("0,0.1,0.2\n0,0.3,0.5\n0,0.5,0.1\n", "3 dimensions in columns 1 … 3"),
      ("0,5,13\n3,12,16\n5,0,2\n", "3 dimensions in columns 1 … 3"),
      ("7\n", "1 dimension in column 1"),
      ("1,\"[1,2]\"\n2,\"[3,4]\"\n", "2 dimensions in column 2, ids from column 1"),
      ("id,v\n1,\"[1,2]\"\n", "2 dimensions in v, ids from id"),
      // Whole numbers beside real ones, in rows enough.
      ("label,x,y,z\n" + reals, "3 dimensions x, y and z"),
      // A first row without values is no header.
      ("nan,NaN\n1,2\n", "2 dimensions in columns 1 … 2"),
      ("a,NA,NA\nb,1,2\n", "2 dimensions in columns 2 … 3, ids from column 1"),
    ]
  )
  func reading(text: String, says: String) throws {
    let reading = try readText(text.utf8, .csv).reading
    #expect(reading?.split(separator: ", f32").first.map(String.init) == says, "\(reading ?? "")")
  }

  @Test(
    "Two readings are both named, with the options that choose",
    arguments: [
      ("user,x,y\n1001,1,2\n1002,3,2\n1003,0,2\n", "--columns 1-3, or --columns 2-3 --id-column 1"),
      ("0,5,3\n1,7,7\n2,5,1\n", "--columns 1-3, or --columns 2-3 --id-column 1"),
      ("5001,5,3\n4711,7,7\n", "--columns 1-3, or --columns 2-3 --id-column 1"),
      ("a0,a1,b0,b1\n1,2,3,4\n", "2 dimensions a0 and a1; or 2 dimensions b0 and b1; or 4"),
      ("x0,x1,lat,lon,age\n1,2,3.5,4.5,7.5\n", "2 dimensions x0 and x1; or 5 dimensions"),
      (
        "name,label,x,y\na,1,0.5,0.25\nb,1,0.5,2.25\n",
        "--columns 2-4 --id-column 1, or --columns 3-4 --id"
      ),
      (reals, "--columns 1-4, or --columns 2-4"),
      ("0,1,2\n5,3,1\n2,2,7\n", "--header"),
      ("2001,2002,2003\n0.5,0.1,0.2\n0.7,0.3,0.4\n", "--header"),
      ("a_id,b_id,x\n1,2,3\n", "several columns may hold the names: 1 ('a_id'), 2 ('b_id')"),
      (
        "x,y\n01011010,1\n11011010,2\n",
        "column 1 ('x') looks like pgvector's bit, which is not read"
      ),
      (
        "id,v\n1,\"{1:0.5,3:1}/5\"\n",
        "column 2 ('v') looks like pgvector's sparsevec, which is not"
      ),
    ]
  )
  func ambiguous(text: String, says: String) throws {
    let error = try #require(throws: InputError.self) { try readText(text.utf8, .csv) }
    #expect(error.exitCode == .usage && error.description.contains(says), "\(error)")
  }

  @Test("Numbers that are not read are named")
  func unread() throws {
    let text = "label,x0,x1,x2,lat\n3,1,2,3,4.5\n3,0,5,0,4.5\n"
    let says = "3 dimensions x0, x1 and x2, f32; not read: label and lat"
    #expect(try readText(text.utf8, .csv).reading == says)
  }

  @Test("Options decide between the readings")
  func chosen() throws {
    let text = "1001,1,2,3\n1002,3,2,4\n1003,0,1,2\n"
    var options = MatrixReadingOptions()
    options.table.names = "1"
    let keyed = try readText(text.utf8, .csv, options: options)
    #expect(keyed.rowNames == ["1001", "1002", "1003"] && keyed.allValues[1] == [3, 2, 4])
    options.table = TableColumns()
    options.table.values = "1-4"
    #expect(try readText(text.utf8, .csv, options: options).allValues[1] == [1002, 3, 2, 4])
  }

  @Test(
    "A missing value or vector is NaN, in the first row as in any other",
    arguments: [
      "", " ", "NaN", "nan", "null", "NULL", "None", "NA", "N/A", "<NA>", #"\N"#, "nil",
    ]
  )
  func missing(word: String) throws {
    for row in 0..<3 {
      var lines = ["a,1,2,3", "b,4,5,6", "c,7,8,9"]
      lines[row] = "\("abc".map(String.init)[row]),1,\(word),3"
      for header in ["", "id,x0,x1,x2\n", "id,x,y,z\n"] {
        let text = header + lines.joined(separator: "\n")
        let matrix = try readText(text.utf8, .csv)
        #expect(matrix.rowNames == ["a", "b", "c"] && matrix.dimensionCount == 3)
        #expect(matrix.allValues[row][1].isNaN && matrix.allValues[row][2] == 3, "\(text)")
      }
      var records = ["a\t[1,2]", "b\t[3,4]", "c\t{5,6}"]
      for vector in [word, "[]", "{}", "[1,\(word.isEmpty ? "null" : word)]"] where word != " " {
        records[row] = "\("abc".map(String.init)[row])\t\(vector)"
        let matrix = try readText(records.joined(separator: "\n").utf8, .copy)
        #expect(matrix.rowNames == ["a", "b", "c"] && matrix.dimensionCount == 2)
        #expect(matrix.allValues[row][1].isNaN, "\(records)")
        #expect(matrix.allValues[(row + 1) % 3].allSatisfy { $0.isFinite })
      }
    }
  }

  @Test("Missing values are NaN in lines of names and numbers, and as f64")
  func otherTexts() throws {
    let glove = try readText("a 1 2\nb null NA\nc 3 4\n".utf8, .glove)
    #expect(glove.rowNames == ["a", "b", "c"] && glove.allValues[1].allSatisfy { $0.isNaN })
    #expect(glove.reading == "2 dimensions, ids from the text before them, f32")
    var options = MatrixReadingOptions()
    options.elementType = .f64
    let wide = try readText("a\t{1,NULL}\nb\t\\N\n".utf8, .copy, options: options)
    #expect(wide.allValues[0][0] == 1 && wide.allValues[0][1].isNaN)
    #expect(wide.allValues[1].allSatisfy { $0.isNaN })
    #expect(wide.reading == "2 dimensions in column 2, ids from column 1, f64")
  }
}
