import CSimJSON
import CSimKernels

/// Reads the objects of JSON lines; owns the parser.
final class JSONReader {
  private let lines: TextLines
  private let type: ElementType
  private let parser: OpaquePointer
  private(set) var idField = ""
  private(set) var vectorField = ""

  /// - Throws: ``InputError`` where there is no memory.
  init(_ lines: TextLines, type: ElementType) throws(InputError) {
    guard let parser = sim_json_parser_create() else {
      throw .readFailed(lines.window.name, "out of memory")
    }
    (self.lines, self.type, self.parser) = (lines, type, parser)
  }

  deinit { sim_json_parser_destroy(parser) }

  /// Says which fields ``read(_:limit:)`` reads.
  func choose(idField: String, vectorField: String) {
    (self.idField, self.vectorField) = (idField, vectorField)
  }

  /// The only field of the object in `line` that is an array of numbers.
  ///
  /// - Throws: ``InputError``: exit code 64 where it is not the only one, or there is none.
  func vectorField(of line: TextSlice) throws(InputError) -> String {
    var fault = sim_json_fault()
    var (fields, count): (UnsafePointer<sim_json_field>?, Int) = (nil, 0)
    let status = line.withText {
      sim_json_list_fields(parser, $0, $1, &fields, &count, &fault)
    }
    guard status == SIM_JSON_DONE else { throw error(status, fault, limit: 0) }
    let all = UnsafeBufferPointer(start: fields, count: count)
    let vectors = all.filter { $0.kind == SIM_JSON_NUMBERS }.map { String($0.name) }
    guard let vector = vectors.first else {
      let others = all.prefix(12).map { "'\(String($0.name))'" }.joined(separator: ", ")
      throw .usage(
        lines.window.name,
        "no field of the first line is an array of numbers; there are \(others.isEmpty ? "none" : others)"
      )
    }
    guard vectors.count == 1 else {
      let names = vectors.prefix(12).map { "'\($0)'" }.joined(separator: ", ")
      throw .usage(
        lines.window.name,
        "several fields are arrays of numbers: \(names); --vector-field chooses one"
      )
    }
    return vector
  }

  /// Reads the object in `line`; what it gives holds until the next call.
  ///
  /// - Throws: ``InputError`` with exit code 65 at the line and column of the fault.
  func read(_ line: TextSlice, limit: Int) throws(InputError) -> JSONRecord {
    var record = sim_json_record()
    var fault = sim_json_fault()
    let status = idField.withJSONString { id in
      vectorField.withJSONString { vector in
        var request = sim_json_request(
          id_field: id,
          vector_field: vector,
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
    let text: (expected: String, found: String)
    switch status {
    case SIM_JSON_NO_MEMORY: return .readFailed(lines.window.name, "out of memory")
    case SIM_JSON_NOT_AN_OBJECT: text = ("an object", lines.line.quoted)
    case SIM_JSON_NO_FIELD: text = ("the field '\(vectorField)'", "none")
    case SIM_JSON_NOT_AN_ARRAY: text = ("an array of numbers in '\(vectorField)'", found)
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
