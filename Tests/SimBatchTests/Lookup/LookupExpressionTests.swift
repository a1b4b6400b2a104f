import Testing

@testable import SimBatch

@Suite("Expressions of names")
struct LookupExpressionTests {
  private static let sums: [(text: String, names: [String], signs: [Double])] = [
    ("king", ["king"], [1]),
    ("king - man + woman", ["king", "man", "woman"], [1, -1, 1]),
    ("  king   +\twoman  ", ["king", "woman"], [1, 1]),
    ("- man + king", ["man", "king"], [-1, 1]),
    ("+ man", ["man"], [1]),
    ("vice-president - c++ + -x", ["vice-president", "c++", "-x"], [1, -1, 1]),
    (#""new york" - 'los angeles'"#, ["new york", "los angeles"], [1, -1]),
    (#""'s" + 'say "hi"'"#, ["'s", #"say "hi""#], [1, 1]),
    (#""+" - "-""#, ["+", "-"], [1, -1]),
    (#"rock'n'roll + "" "#, ["rock'n'roll", ""], [1, 1]),
    ("é + 東京", ["é", "東京"], [1, 1]),
    ("a + a - a", ["a", "a", "a"], [1, 1, -1]),
    ("king-man", ["king-man"], [1]),
    (#""""" - '''' + '"'"#, ["\"", "'", "\""], [1, -1, 1]),
    (#""a""b" - a"b + """a" + "b""""#, [#"a"b"#, #"a"b"#, #""a"#, #"b""#], [1, -1, 1, 1]),
    (#"" " + "" - """""""#, [" ", "", #""""#], [1, 1, -1]),
    ("\"\u{301}x\" - '\u{301}'", ["\u{301}x", "\u{301}"], [1, -1]),
  ]

  @Test("are read as names with signs", arguments: sums)
  func reading(text: String, names: [String], signs: [Double]) throws {
    let terms = try LookupExpression(text).terms
    #expect(terms.map(\.name) == names)
    #expect(terms.map(\.sign) == signs)
  }

  private static let mistakes: [(text: String, named: String)] = [
    ("", "a name at the end"), ("   ", "a name at the end"), ("king -", "a name at the end"),
    ("-", "a name at the end"), ("king + - man", "another sign"), ("- - man", "another sign"),
    ("king man", "before 'man'"), ("king -man", "before '-man'"),
    ("king + new york", "before 'york'"), (#""king"#, "not closed"), ("'s + king", "not closed"),
    (#""new york"+king"#, "a blank after"), (#""a"b""#, "a blank after"),
    (#"" + king"#, "is doubled"), (#""a"""#, "not closed"), (#"""""#, "not closed"),
  ]

  @Test("say where they cannot be read", arguments: mistakes)
  func refusals(text: String, named: String) {
    do {
      let terms = try LookupExpression(text).terms
      Issue.record("\(text) was read as \(terms)")
    } catch {
      #expect(error.exitCode == .usage)
      #expect(error.description.hasPrefix("--like '\(text)': "))
      #expect(error.description.contains(named), "\(error)")
    }
  }
}
