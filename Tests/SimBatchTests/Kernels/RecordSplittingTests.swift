import CSimKernels
import Testing

@testable import SimBatch

/// Records of separated fields, against a plain state machine.
@Suite("CSV records")
struct RecordSplittingTests {
  private let guarded = GuardedText()
  private let comma = sim_csv_dialect(separator: CChar(UInt8(ascii: ",")), quotes: true)
  private let plainTabs = sim_csv_dialect(separator: CChar(UInt8(ascii: "\t")), quotes: false)

  private func length(_ text: String, _ dialect: sim_csv_dialect) -> Int {
    guarded.with(text.utf8) { sim_csv_record_length($0, $1, dialect) }
  }

  private func split(
    _ text: String,
    _ dialect: sim_csv_dialect,
    limit: Int = 8
  ) -> (status: sim_csv_status, fields: [String], fault: Int) {
    guarded.with(text.utf8) { bytes, count in
      var fields = [sim_csv_field](repeating: sim_csv_field(), count: limit + 1)
      var (found, fault) = (0, 0)
      let status = sim_csv_split(bytes, count, dialect, limit, &fields, &found, &fault)
      let texts = fields.prefix(found).map { field -> String in
        let utf8 = Array(text.utf8)[field.start..<field.end]
        let unquoted = String(decoding: utf8, as: UTF8.self)
        #expect(field.doubled == (field.quoted && unquoted.contains("\"")))
        return field.doubled ? unquoted.replacing("\"\"", with: "\"") : unquoted
      }
      return (status, texts, fault)
    }
  }

  @Test(
    "are split as RFC 4180 says",
    arguments: [
      ("a,b,c", ["a", "b", "c"]), ("", [""]), ("\r\n", [""]), (",", ["", ""]), ("a,", ["a", ""]),
      ("\"a\",\"b,c\",d\r\n", ["a", "b,c", "d"]), ("\"\"", [""]),
      ("\"a\nb\r\n\",c\n", ["a\nb\r\n", "c"]),
      ("\"say \"\"hi\"\"\",x", ["say \"hi\"", "x"]), ("\"\"\"\"", ["\""]),
      ("a\"b,c\"", ["a\"b", "c\""]),
      (" \"a\",b", [" \"a\"", "b"]),
      ("0.12345678901,long enough field", ["0.12345678901", "long enough field"]),
    ]
  )
  func splitting(text: String, fields: [String]) {
    let parts = split(text, comma)
    #expect(parts.status == SIM_CSV_DONE && parts.fields == fields)
    guard let last = text.utf8.last, last == UInt8(ascii: "\n") else { return }
    #expect(length(text, comma) == text.utf8.count)
    #expect(length(text + "next,\"\n", comma) == text.utf8.count)
  }

  @Test("tell what is wrong with a quote, and of more fields than there is room for")
  func faults() {
    #expect(split("a,\"b", comma) == (SIM_CSV_OPEN_QUOTE, ["a"], 2))
    #expect(split("a,\"b\"\"", comma) == (SIM_CSV_OPEN_QUOTE, ["a"], 2))
    #expect(split("\"a\"b,c", comma) == (SIM_CSV_AFTER_QUOTE, [], 3))
    #expect(split("a,b,c", comma, limit: 2) == (SIM_CSV_TOO_MANY, ["a", "b"], 4))
    #expect(split("a,b", comma, limit: 2).status == SIM_CSV_DONE)
  }

  @Test("take quotes for text where the dialect has none")
  func withoutQuotes() {
    #expect(split("\"a\t5\"\n", plainTabs).fields == ["\"a", "5\""])
    #expect(length("\"a\nb", plainTabs) == 3)
  }

  @Test("end at the first line break outside of quotes, also where the text is cut")
  func lengths() {
    var random = SplitMix64(seed: 5)
    let alphabet = Array("ab,\"\"\n\r")
    for _ in 0..<5_000 {
      let text = String((0..<Int(random.next() % 40)).map { _ in alphabet[Int(random.next() % 7)] })
      #expect(length(text, comma) == plainLength(Array(text.utf8)), "\(text)")
    }
  }

  /// The state machine, a byte at a time.
  private func plainLength(_ bytes: [UInt8]) -> Int {
    var (fieldStarts, quoted) = (true, false)
    var i = 0
    while i < bytes.count {
      let byte = bytes[i]
      i += 1
      if quoted {
        guard byte == UInt8(ascii: "\"") else { continue }
        if i < bytes.count, bytes[i] == byte { i += 1 } else { quoted = false }
      } else if byte == UInt8(ascii: "\n") {
        return i
      } else {
        quoted = fieldStarts && byte == UInt8(ascii: "\"")
        fieldStarts = byte == UInt8(ascii: ",")
      }
    }
    return 0
  }

  @Test("give the numbers of chosen fields")
  func numbers() {
    let text = "id,1.5, -2 ,\"3\",x,,1e999"
    func parse(_ columns: [UInt32]) -> (sim_parse_status, [Float], Int) {
      guarded.with(text.utf8) { bytes, count in
        var fields = [sim_csv_field](repeating: sim_csv_field(), count: 8)
        var (found, fault) = (0, 0)
        #expect(sim_csv_split(bytes, count, comma, 8, &fields, &found, &fault) == SIM_CSV_DONE)
        var values = [Float](repeating: 0, count: columns.count)
        var parsed = sim_parsed()
        let status = sim_parse_fields(
          bytes,
          fields,
          columns,
          columns.count,
          SIM_F32,
          &values,
          &parsed
        )
        return (status, Array(values.prefix(parsed.values)), parsed.offset)
      }
    }
    #expect(parse([3, 1, 2]) == (SIM_PARSE_DONE, [3, 1.5, -2], 11))
    #expect(parse([1, 4]) == (SIM_PARSE_NOT_A_NUMBER, [1.5], 16))
    let missing = parse([1, 5])
    #expect(missing.0 == SIM_PARSE_DONE && missing.1[0] == 1.5 && missing.1[1].isNaN)
    #expect(parse([1, 6]) == (SIM_PARSE_OUT_OF_RANGE, [1.5], 19))
    #expect(parse([]) == (SIM_PARSE_DONE, [], 0))
  }
}
