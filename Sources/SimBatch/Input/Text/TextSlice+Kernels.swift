import CSimKernels

/// How far a kernel came in reading numbers.
struct ParsedNumbers {
  let status: sim_parse_status
  /// Numbers read.
  let count: Int
  /// Bytes before the fault, or before what follows the numbers.
  let offset: Int

  init(status: sim_parse_status, _ parsed: sim_parsed) {
    (self.status, count, offset) = (status, parsed.values, parsed.offset)
  }

  var isDone: Bool { status == SIM_PARSE_DONE }

  /// What was expected and what was found at the fault.
  ///
  /// - Parameters:
  ///   - field: what is there.
  ///   - limit: how many numbers were wanted.
  func fault(at field: TextSlice, limit: Int, type: ElementType) -> (
    expected: String, found: String
  ) {
    switch status {
    case SIM_PARSE_TOO_MANY: ("\(limit) numbers", "more")
    case SIM_PARSE_EMPTY: ("a number", "an empty field")
    case SIM_PARSE_OUT_OF_RANGE: ("a number in the range of \(type.rawValue)", field.quoted)
    case SIM_PARSE_TOO_LONG:
      ("a number of at most \(SIM_LONGEST_NUMBER) characters", field.quoted)
    case SIM_PARSE_NO_BRACKET: ("a vector in brackets", field.isEmpty ? "the end" : field.quoted)
    default: ("a number", field.isEmpty ? "the end" : field.quoted)
    }
  }
}

/// Reading numbers. All of one line, each rounded once to the type, an f32 or f64.
extension TextSlice {
  /// The number that all of it is, or nil.
  var number: Double? {
    withText { text, count in
      var (value, used) = (0.0, 0)
      let status = sim_parse_double(text, count, &value, &used)
      return status == SIM_PARSE_DONE && used == count ? value : nil
    }
  }

  var isNumber: Bool { number != nil }

  /// Whether all of it is a word for a missing value, as `sim_is_missing` says.
  var isMissing: Bool { withText { sim_is_missing($0, $1) } }

  /// Whether all of it is one number that is too great to be read.
  var isNumberBeyondRange: Bool {
    withText { text, count in
      var (value, used) = (0.0, 0)
      return sim_parse_double(text, count, &value, &used) == SIM_PARSE_OUT_OF_RANGE
        && (0..<count).allSatisfy {
          "+-.eE0123456789".utf8.contains(UInt8(bitPattern: text[$0]))
        }
    }
  }

  /// Reads numbers between which `separator` stands, or blanks where that is a space, as
  /// `sim_parse_row` does.
  ///
  /// - Parameter target: has room for `limit` values.
  func readNumbers(
    separator: UInt8,
    type: ElementType,
    limit: Int,
    into target: UnsafeMutableRawPointer
  ) -> ParsedNumbers {
    readNumbers {
      sim_parse_row($0, $1, CChar(separator), type.kernelValue, limit, target, &$2)
    }
  }

  /// Reads `[0.1, 0.2]` at the start, as `sim_parse_vector_literal` does.
  ///
  /// - Parameter target: has room for `limit` values.
  func readBracketed(type: ElementType, limit: Int, into target: UnsafeMutableRawPointer)
    -> ParsedNumbers
  {
    readNumbers { sim_parse_vector_literal($0, $1, type.kernelValue, limit, target, &$2) }
  }

  /// Reads a number from each field in `columns`, of those that ``split(_:into:)`` found.
  func readFields(
    _ fields: [sim_csv_field],
    columns: [UInt32],
    type: ElementType,
    into target: UnsafeMutableRawPointer
  ) -> ParsedNumbers {
    readNumbers { text, _, parsed in
      sim_parse_fields(
        text,
        fields,
        columns,
        columns.count,
        type.kernelValue,
        target,
        &parsed
      )
    }
  }

  /// Calls a kernel on the bytes.
  private func readNumbers(
    _ kernel: (UnsafePointer<CChar>, Int, inout sim_parsed) -> sim_parse_status
  ) -> ParsedNumbers {
    withText { text, count in
      var parsed = sim_parsed()
      return ParsedNumbers(status: kernel(text, count, &parsed), parsed)
    }
  }

  /// Where the last `fields` fields between blanks start; nil where there are fewer.
  func startOfLast(fields: Int) -> Int? {
    withText { text, count in
      Int(exactly: sim_find_last_fields(text, count, 0x20, fields)).flatMap {
        $0 <= count ? $0 : nil
      }
    }
  }

  /// Fields between blanks.
  var fieldCount: Int { withText { sim_count_fields($0, $1, 0x20) } }

  /// The length of the first record with its line break; 0 where its end is not here.
  func recordLength(_ dialect: sim_csv_dialect) -> Int {
    withText { sim_csv_record_length($0, $1, dialect) }
  }

  /// Splits a record into as many fields as it has, for which it makes room.
  func splitAll(_ dialect: sim_csv_dialect, into fields: inout [sim_csv_field]) -> (
    status: sim_csv_status, found: Int, fault: Int
  ) {
    var result = split(dialect, into: &fields)
    while result.status == SIM_CSV_TOO_MANY, fields.count < TableRecords.mostFields {
      fields = [sim_csv_field](
        repeating: sim_csv_field(),
        count: min(fields.count * 4, TableRecords.mostFields)
      )
      result = split(dialect, into: &fields)
    }
    return result
  }

  /// Splits a record into fields: at most `fields.count`, of which the first `found` are valid then.
  func split(_ dialect: sim_csv_dialect, into fields: inout [sim_csv_field]) -> (
    status: sim_csv_status, found: Int, fault: Int
  ) {
    withText { text, count in
      var (found, fault) = (0, 0)
      let status = sim_csv_split(text, count, dialect, fields.count, &fields, &found, &fault)
      return (status, found, fault)
    }
  }

  /// The bytes as kernels take them, for the duration of `body`.
  func withText<R>(_ body: (UnsafePointer<CChar>, Int) -> R) -> R {
    withBytes { bytes in
      guard let base = bytes.baseAddress else { preconditionFailure("a window has memory") }
      return body(base.assumingMemoryBound(to: CChar.self), bytes.count)
    }
  }
}
