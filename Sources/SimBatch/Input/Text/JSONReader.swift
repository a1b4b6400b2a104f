import CSimJSON
import CSimKernels

/// Reads the objects of JSON lines; owns the parser.
final class JSONReader {
  private let lines: TextLines
  private let type: ElementType
  private let parser: OpaquePointer
  /// The field of names.
  var idField: String
  /// The field of vectors, once it is chosen.
  var vectorField: JSONVectorField?

  /// - Throws: ``InputError`` where there is no memory.
  init(_ lines: TextLines, idField: String, type: ElementType) throws(InputError) {
    guard let parser = sim_json_parser_create() else {
      throw .readFailed(lines.window.name, "out of memory")
    }
    (self.lines, self.idField, self.type, self.parser) = (lines, idField, type, parser)
  }

  deinit { sim_json_parser_destroy(parser) }

  /// The fields of the object in `line`, and of objects in it.
  ///
  /// - Throws: ``InputError`` with exit code 65 at the line and column of the fault.
  func fields(of line: TextSlice) throws(InputError) -> [JSONField] {
    var fault = sim_json_fault()
    var (fields, count): (UnsafePointer<sim_json_field>?, Int) = (nil, 0)
    let status = line.withText {
      sim_json_list_fields(parser, $0, $1, &fields, &count, &fault)
    }
    guard status == SIM_JSON_DONE else { throw error(status, fault, limit: 0) }
    return UnsafeBufferPointer(start: fields, count: count).map { field in
      JSONField(
        name: String(field.name),
        kind: field.kind,
        isInner: field.is_inner,
        rank: field.rank < 0 ? nil : Int(field.rank)
      )
    }
  }

  /// Reads the object in `line`; what it gives holds until the next call.
  ///
  /// - Throws: ``InputError`` with exit code 65 at the line and column of the fault.
  func read(_ line: TextSlice, limit: Int) throws(InputError) -> JSONRecord {
    var record = sim_json_record()
    var fault = sim_json_fault()
    let status = idField.withJSONString { id in
      (vectorField?.name ?? "").withJSONString { vector in
        var request = sim_json_request(
          id_field: id,
          vector_field: vectorField == nil ? sim_json_string(text: nil, count: 0) : vector,
          is_guess: vectorField?.isGuess ?? false,
          element: type.kernelValue,
          limit: limit
        )
        return line.withText {
          sim_json_read_record(parser, $0, $1, &request, &record, &fault)
        }
      }
    }
    guard status == SIM_JSON_DONE else { throw error(status, fault, limit: limit) }
    return JSONRecord(record, type: type, end: line.count)
  }

  private func error(_ status: sim_json_status, _ fault: sim_json_fault, limit: Int) -> InputError {
    let place = min(fault.offset, lines.line.count)
    let rest = lines.line.dropFirst(place)
    let token = rest[0..<rest.end { $0.isBlank || [0x2C, 0x5D, 0x7D].contains($0) }]
    let found = token.isEmpty ? rest.isEmpty ? "the end" : rest[0..<1].quoted : token.quoted
    let vector = vectorField?.name ?? ""
    let text: (expected: String, found: String)
    switch status {
    case SIM_JSON_NO_MEMORY: return .readFailed(lines.window.name, "out of memory")
    case SIM_JSON_NOT_AN_OBJECT: text = ("an object", lines.line.quoted)
    case SIM_JSON_OTHER_VECTOR:
      return .usage(
        lines.window.name,
        """
        the vectors of the lines above are those in '\(vector)', the only array of numbers, and line \
        \(lines.window.lineNumber) has another field that is called like one of vectors; \
        --vector-field chooses one
        """
      )
    case SIM_JSON_NOT_AN_ARRAY: text = ("an array of numbers in '\(vector)'", found)
    case SIM_JSON_NOT_A_NUMBER: text = ("a number", found)
    case SIM_JSON_OUT_OF_RANGE: text = ("a number in the range of \(type.rawValue)", found)
    case SIM_JSON_TOO_MANY: text = ("\(limit) numbers", "more")
    case SIM_JSON_BAD_ID: text = ("a string or a number in '\(idField)'", found)
    default:
      let reason = fault.reason.map { String(cString: $0) } ?? "something else"
      text = ("an object in JSON", reason)
    }
    return lines.fault(at: place, expected: text.expected, found: text.found)
  }
}

/// The name and the vector of an object; holds until the reader's next call.
struct JSONRecord {
  private let record: sim_json_record
  private let type: ElementType
  /// The length of the line.
  let end: Int

  fileprivate init(_ record: sim_json_record, type: ElementType, end: Int) {
    (self.record, self.type, self.end) = (record, type, end)
  }

  /// Numbers of the vector.
  var count: Int { record.count }
  var hasId: Bool { record.id.text != nil }

  func copyValues(to target: UnsafeMutableRawPointer) {
    guard let values = record.values else { return }
    target.copyMemory(from: values, byteCount: record.count * type.byteCount)
  }

  func withId(_ body: (UnsafeRawBufferPointer) -> Void) {
    body(UnsafeRawBufferPointer(start: record.id.text, count: record.id.count))
  }
}

extension String {
  fileprivate init(_ string: sim_json_string) {
    let bytes = UnsafeRawBufferPointer(start: string.text, count: string.count)
    self.init(decoding: bytes, as: UTF8.self)
  }

  fileprivate func withJSONString<R>(_ body: (sim_json_string) -> R) -> R {
    withCString { body(sim_json_string(text: $0, count: utf8.count)) }
  }
}
