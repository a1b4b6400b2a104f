import CSimKernels
import Testing

@testable import SimBatch

/// Lines and literals of numbers.
@Suite("Rows of text")
struct RowParsingTests {
  private let guarded = GuardedText()

  struct Parsed: Equatable {
    var status: sim_parse_status
    var values: [Double]
    var offset: Int
  }

  private func parse(
    _ text: some Collection<UInt8>,
    limit: Int = 8,
    _ element: sim_element = SIM_F64,
    with call: (UnsafePointer<CChar>, Int, Int, UnsafeMutableRawPointer, inout sim_parsed) ->
      sim_parse_status
  ) -> Parsed {
    guarded.with(text) { bytes, count in
      var parsed = sim_parsed()
      guard element == SIM_F64 else {
        var values = [Float](repeating: -77, count: limit + 1)
        let status = call(bytes, count, limit, &values, &parsed)
        #expect(values[parsed.values...].allSatisfy { $0 == -77 } || status != SIM_PARSE_DONE)
        #expect(values[limit] == -77)
        return Parsed(
          status: status,
          values: values.prefix(parsed.values).map(Double.init),
          offset: parsed.offset
        )
      }
      var values = [Double](repeating: -77, count: limit + 1)
      let status = call(bytes, count, limit, &values, &parsed)
      #expect(values[limit] == -77)
      return Parsed(
        status: status,
        values: Array(values.prefix(parsed.values)),
        offset: parsed.offset
      )
    }
  }

  private func row(
    _ text: String,
    _ separator: Character,
    limit: Int = 8,
    _ element: sim_element = SIM_F64
  ) -> Parsed {
    let byte = CChar(bitPattern: separator.asciiValue ?? 0)
    return parse(text.utf8, limit: limit, element) {
      sim_parse_row($0, $1, byte, element, $2, $3, &$4)
    }
  }

  private func literal(_ text: String, limit: Int = 8) -> Parsed {
    parse(text.utf8, limit: limit) { sim_parse_vector_literal($0, $1, SIM_F64, $2, $3, &$4) }
  }

  private func numberOfFields(_ text: String, _ separator: Character) -> Int {
    let byte = CChar(bitPattern: separator.asciiValue ?? 0)
    return guarded.with(text.utf8) { sim_count_fields($0, $1, byte) }
  }

  @Test(
    "are numbers between their separators",
    arguments: [
      ("1 2 3", " ", [1.0, 2, 3]), ("  1\t 2  ", " ", [1, 2]), ("", " ", []), (" \t", " ", []),
      ("1,2,3", ",", [1, 2, 3]), (" 1 ,\t-2.5e1 , 3\t", ",", [1, -25, 3]), ("", ",", []),
      ("  ", ",", []), ("7", ",", [7]), ("1\t2", "\t", [1, 2]), (" 1 \t 2 ", "\t", [1, 2]),
      ("1;2", ";", [1, 2]), ("0.12345678 0.123456789012", " ", [0.12345678, 0.123456789012]),
    ] as [(String, Character, [Double])]
  )
  func rows(text: String, separator: Character, values: [Double]) {
    let end = text.utf8.count
    #expect(
      row(text, separator) == Parsed(status: SIM_PARSE_DONE, values: values, offset: end)
    )
    let floats = values.map { Double(Float($0)) }
    #expect(
      row(text, separator, SIM_F32) == Parsed(status: SIM_PARSE_DONE, values: floats, offset: end)
    )
    #expect(numberOfFields(text, separator) == values.count)
  }

  @Test(
    "tell the field at fault",
    arguments: [
      ("1 x 3", " ", SIM_PARSE_NOT_A_NUMBER, 1, 2), ("1 2x 3", " ", SIM_PARSE_NOT_A_NUMBER, 1, 2),
      ("1 2,3", " ", SIM_PARSE_NOT_A_NUMBER, 1, 2), ("1,2 3", ",", SIM_PARSE_NOT_A_NUMBER, 1, 2),
      ("1,,3", ",", SIM_PARSE_EMPTY, 1, 2), ("1, ,3", ",", SIM_PARSE_EMPTY, 1, 3),
      (",1", ",", SIM_PARSE_EMPTY, 0, 0), ("1,", ",", SIM_PARSE_EMPTY, 1, 2),
      ("1\t\t2", "\t", SIM_PARSE_EMPTY, 1, 2), ("1 2\t3", "\t", SIM_PARSE_NOT_A_NUMBER, 0, 0),
      ("1,0x2", ",", SIM_PARSE_NOT_A_NUMBER, 1, 2), ("1 1e999", " ", SIM_PARSE_OUT_OF_RANGE, 1, 2),
      ("1 nano", " ", SIM_PARSE_NOT_A_NUMBER, 1, 2), ("1 2\n3", " ", SIM_PARSE_NOT_A_NUMBER, 1, 2),
      ("1 2 3 4 5", " ", SIM_PARSE_TOO_MANY, 4, 8), ("1,2,3,4,", ",", SIM_PARSE_EMPTY, 4, 8),
      ("1,2,3,4,5", ",", SIM_PARSE_TOO_MANY, 4, 8), ("\"1\",2", ",", SIM_PARSE_NOT_A_NUMBER, 0, 0),
    ] as [(String, Character, sim_parse_status, Int, Int)]
  )
  func faults(
    text: String,
    separator: Character,
    status: sim_parse_status,
    count: Int,
    offset: Int
  ) {
    for element in [SIM_F32, SIM_F64] {
      let parsed = row(text, separator, limit: 4, element)
      #expect(parsed.status == status && parsed.values.count == count && parsed.offset == offset)
    }
  }

  @Test("of floats overflow where doubles do not")
  func range() {
    #expect(row("1 3.5e38", " ").status == SIM_PARSE_DONE)
    #expect(row("1 3.5e38", " ", SIM_F32).status == SIM_PARSE_OUT_OF_RANGE)
    #expect(row("1 inf -inf", " ", SIM_F32).values == [1, .infinity, -.infinity])
  }

  @Test(
    "give at every truncation the numbers before it",
    arguments: [" ", ",", "\t"] as [Character]
  )
  func truncated(separator: Character) {
    let numbers = ["-0.0880301", "1e-5", "123456789.25", "0.1234567890123456789", "-7"]
    let text = numbers.joined(separator: String(separator))
    for count in 0...text.utf8.count {
      let cut = String(text.prefix(count))
      let fields = cut.split(separator: separator, omittingEmptySubsequences: false)
      let values = fields.prefix { Double($0) != nil }.map { Double($0) ?? 0 }
      let parsed = row(cut, separator)
      #expect(parsed.values == values)
      let whole = values.count == fields.count || (separator == " " && fields.last == "")
      #expect((parsed.status == SIM_PARSE_DONE) == (whole || cut.isEmpty))
      #expect(parsed.offset <= count)
    }
  }

  @Test(
    "in brackets are read as databases, JSON, Python and numpy write them",
    arguments: [
      ("[1,2.5]", [1.0, 2.5], 7), ("[1, 2.5],x", [1, 2.5], 8), (" [ 1 , 2 ] ", [1, 2], 10),
      ("[]", [], 2), ("[ ]x", [], 3), ("[1 2\n  3]", [1, 2, 3], 9), ("[ 1. -2. ]", [1, -2], 10),
      ("[7]", [7], 3), ("[1\n,\r\n2]", [1, 2], 8),
    ] as [(String, [Double], Int)]
  )
  func literals(text: String, values: [Double], offset: Int) {
    #expect(literal(text) == Parsed(status: SIM_PARSE_DONE, values: values, offset: offset))
    for cut in 0..<offset {
      let start = String(decoding: text.utf8.prefix(cut), as: UTF8.self)
      #expect(literal(start).status != SIM_PARSE_DONE)
    }
  }

  @Test(
    "in brackets tell the value at fault",
    arguments: [
      ("", SIM_PARSE_NO_BRACKET, 0), ("1,2]", SIM_PARSE_NO_BRACKET, 0),
      ("[1,2", SIM_PARSE_NO_BRACKET, 4), ("[", SIM_PARSE_NO_BRACKET, 1),
      ("[1,]", SIM_PARSE_EMPTY, 3), ("[,1]", SIM_PARSE_EMPTY, 1), ("[1,,2]", SIM_PARSE_EMPTY, 3),
      ("[1,nulls]", SIM_PARSE_NOT_A_NUMBER, 3), ("[1,\"2\"]", SIM_PARSE_NOT_A_NUMBER, 3),
      ("[1 2,3]", SIM_PARSE_NOT_A_NUMBER, 3), ("[1,2 3]", SIM_PARSE_NOT_A_NUMBER, 3),
      ("[1 ... 3]", SIM_PARSE_NOT_A_NUMBER, 3), ("[[1]]", SIM_PARSE_NOT_A_NUMBER, 1),
      ("[1;2]", SIM_PARSE_NOT_A_NUMBER, 1), ("[1,1e999]", SIM_PARSE_OUT_OF_RANGE, 3),
      ("[1,2,3,4,5]", SIM_PARSE_TOO_MANY, 9),
    ] as [(String, sim_parse_status, Int)]
  )
  func literalFaults(text: String, status: sim_parse_status, offset: Int) {
    let parsed = literal(text, limit: 4)
    #expect(parsed.status == status && parsed.offset == offset)
  }

  @Test(
    "have their last fields behind names that hold separators",
    arguments: [
      ("new york 1 2 3", " ", 3, 9), ("a 1 2", " ", 3, 0), (" a  1 2 ", " ", 2, 4),
      ("a 1", " ", 3, nil), ("", " ", 1, nil), ("a,b,1,2", ",", 2, 4), ("a,b", ",", 2, 0),
      ("a,b", ",", 3, nil), ("a", ",", 1, 0), ("a,", ",", 1, 2), (" ", ",", 1, nil),
    ] as [(String, Character, Int, Int?)]
  )
  func lastFields(text: String, separator: Character, fields: Int, offset: Int?) {
    let byte = CChar(bitPattern: separator.asciiValue ?? 0)
    let found = guarded.with(text.utf8) { sim_find_last_fields($0, $1, byte, fields) }
    #expect(found == offset.map { $0 } ?? Int(bitPattern: UInt.max))
  }

  @Test("of random bytes read nothing beyond their end and write nothing beyond the limit")
  func garbage() {
    var random = SplitMix64(seed: 4)
    let alphabet = Array("0123456789.eE+-, \t\n\r[]\"naifty\u{0}x".utf8) + [0xff, 0x80]
    for _ in 0..<5_000 {
      let count = Int(random.next() % 48)
      let bytes = (0..<count).map { _ in alphabet[Int(random.next() % UInt64(alphabet.count))] }
      for separator in Array(" ,\t".utf8) {
        let byte = CChar(separator)
        let parsed = parse(bytes, limit: 3) { sim_parse_row($0, $1, byte, SIM_F64, $2, $3, &$4) }
        #expect(parsed.offset <= count && parsed.values.count <= 3)
        let fields = guarded.with(bytes) { sim_count_fields($0, $1, byte) }
        if parsed.status == SIM_PARSE_DONE { #expect(fields == parsed.values.count) }
        let last = guarded.with(bytes) { sim_find_last_fields($0, $1, byte, 2) }
        #expect((last >= 0 && last <= count) == (fields >= 2))
      }
      let parsed = parse(bytes, limit: 3) {
        sim_parse_vector_literal($0, $1, SIM_F64, $2, $3, &$4)
      }
      #expect(parsed.offset <= count)
    }
  }
}
