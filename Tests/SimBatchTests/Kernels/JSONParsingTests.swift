import CSimJSON
import CSimKernels
import Testing

@testable import SimBatch

/// JSON records and safetensors headers.
@Suite("JSON")
struct JSONParsingTests {
  final class Parser {
    let handle: OpaquePointer
    init() throws { handle = try #require(sim_json_parser_create()) }
    deinit { sim_json_parser_destroy(handle) }
  }

  struct Record: Equatable {
    var status: sim_json_status
    var id: String?
    var values: [Double]
    var offset: Int
    var element: Int
  }

  private let guarded = GuardedText()
  private let parser: Parser

  init() throws { parser = try Parser() }

  private func string(_ text: sim_json_string) -> String? {
    guard let base = text.text else { return nil }
    let bytes = UnsafeRawBufferPointer(start: base, count: text.count)
    return String(decoding: bytes, as: UTF8.self)
  }

  private func read(
    _ text: some Collection<UInt8>,
    limit: Int = 4,
    element: sim_element = SIM_F64
  ) -> Record {
    let (idName, vectorName): (StaticString, StaticString) = ("id", "v")
    func name(_ text: StaticString) -> sim_json_string {
      let count = text.utf8CodeUnitCount
      return sim_json_string(
        text: UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self),
        count: count
      )
    }
    var request = sim_json_request(
      id_field: name(idName),
      vector_field: name(vectorName),
      is_guess: false,
      element: element,
      limit: limit
    )
    var record = sim_json_record()
    var fault = sim_json_fault()
    let status = guarded.with(text) {
      sim_json_read_record(parser.handle, $0, $1, &request, &record, &fault)
    }
    #expect(fault.offset <= text.count)
    let values: [Double] = (0..<record.count).map {
      element == SIM_F64
        ? record.values.load(fromByteOffset: $0 * 8, as: Double.self)
        : Double(record.values.load(fromByteOffset: $0 * 4, as: Float.self))
    }
    return Record(
      status: status,
      id: string(record.id),
      values: values,
      offset: fault.offset,
      element: fault.element
    )
  }

  @Test(
    "gives the id and the vector of a record",
    arguments: [
      (#"{"id":"a","v":[1,2.5,-3e-2]}"#, "a", [1, 2.5, -0.03]),
      (#" { "v" : [ 1 ] , "id" : 12.50 , "x" : {"v":[{"z":null}]} } "#, "12.50", [1]),
      (#"{"id":null,"v":[]}"#, nil, []), (#"{"v":[-0, 0E5]}"#, nil, [0, 0]),
      ("{}", nil, []), (#"{"w":[1]}"#, nil, []), (#"{"v":null}"#, nil, []),
      (#"{"x":{"id":"no","v":[9]},"v":[1]}"#, nil, [1]),
      (#"{"id":"\u00e9\n\"\/\\\ud83d\ude00","v":[1]}"#, "é\n\"/\\😀", [1]),
      (#"{"id":"","v":[1]}"#, "", [1]), (#"{"\u0076":[7],"i\u0064":"x"}"#, "x", [7]),
      (#"{"id":"1","id":"2","v":[1],"v":[2,3],"id":true,"v":null}"#, "1", [1]),
      (#"{"":"]}\"","v":[0.12345678901234567]}"#, nil, [0.12345678901234567]),
      (#"{"id":123456789012345678901234567890,"v":[1]}"#, "123456789012345678901234567890", [1]),
    ] as [(String, String?, [Double])]
  )
  func records(text: String, id: String?, values: [Double]) {
    for (element, expected) in [(SIM_F64, values), (SIM_F32, values.map { Double(Float($0)) })] {
      let record = read(text.utf8, element: element)
      #expect(record.status == SIM_JSON_DONE && record.id == id && record.values == expected)
    }
    // The text may end in blanks only: all else that is cut is no record.
    for cut in text.utf8.indices.dropLast(text.hasSuffix(" ") ? 2 : 1) {
      #expect(read(text.utf8.prefix(through: cut)).status == SIM_JSON_NOT_JSON)
    }
  }

  @Test(
    "tells which value of a vector is wrong",
    arguments: [
      (#"{"v":[1,"2"]}"#, SIM_JSON_NOT_A_NUMBER, 8, 1),
      (#"{"v":[1,nul]}"#, SIM_JSON_NOT_A_NUMBER, 8, 1),
      (#"{"v":[1,nan]}"#, SIM_JSON_NOT_A_NUMBER, 8, 1),
      (#"{"v":[inf]}"#, SIM_JSON_NOT_A_NUMBER, 6, 0),
      (#"{"v":[01]}"#, SIM_JSON_NOT_A_NUMBER, 6, 0), (#"{"v":[1.]}"#, SIM_JSON_NOT_A_NUMBER, 6, 0),
      (#"{"v":[.5]}"#, SIM_JSON_NOT_A_NUMBER, 6, 0), (#"{"v":[+5]}"#, SIM_JSON_NOT_A_NUMBER, 6, 0),
      (#"{"v":[-]}"#, SIM_JSON_NOT_A_NUMBER, 6, 0), (#"{"v":[1.e5]}"#, SIM_JSON_NOT_A_NUMBER, 6, 0),
      (#"{"v":[1e]}"#, SIM_JSON_NOT_A_NUMBER, 6, 0), (#"{"v":[1x]}"#, SIM_JSON_NOT_A_NUMBER, 6, 0),
      (#"{"v":[0x1]}"#, SIM_JSON_NOT_A_NUMBER, 6, 0),
      (#"{"v":[[1]]}"#, SIM_JSON_NOT_A_NUMBER, 6, 0),
      (#"{"v":[{"a":1}]}"#, SIM_JSON_NOT_A_NUMBER, 6, 0),
      (#"{"v":[true]}"#, SIM_JSON_NOT_A_NUMBER, 6, 0),
      (#"{"v":[1,1e999]}"#, SIM_JSON_OUT_OF_RANGE, 8, 1),
      (#"{"v":[1,2,3,4,5]}"#, SIM_JSON_TOO_MANY, 14, 4),
      (#"{"v":[1,2,]}"#, SIM_JSON_NOT_A_NUMBER, 10, 2),
    ] as [(String, sim_json_status, Int, Int)]
  )
  func values(text: String, status: sim_json_status, offset: Int, element: Int) {
    let record = read(text.utf8)
    #expect(record.status == status && record.element == element)
    #expect(record.offset == offset)
  }

  @Test(
    "refuses what is no record",
    arguments: [
      ("", SIM_JSON_NOT_JSON), ("  ", SIM_JSON_NOT_JSON), ("[1]", SIM_JSON_NOT_AN_OBJECT),
      ("7", SIM_JSON_NOT_AN_OBJECT), ("\"v\"", SIM_JSON_NOT_AN_OBJECT), ("x", SIM_JSON_NOT_JSON),
      (#"{"v":"[1]"}"#, SIM_JSON_NOT_AN_ARRAY),
      (#"{"v":3}"#, SIM_JSON_NOT_AN_ARRAY), (#"{"v":{}}"#, SIM_JSON_NOT_AN_ARRAY),
      (#"{"id":true,"v":[1]}"#, SIM_JSON_BAD_ID), (#"{"id":[1],"v":[1]}"#, SIM_JSON_BAD_ID),
      (#"{"id":{},"v":[1]}"#, SIM_JSON_BAD_ID), (#"{"id":nul,"v":[1]}"#, SIM_JSON_BAD_ID),
      (#"{"id":"\ud83d","v":[1]}"#, SIM_JSON_NOT_JSON),
      (#"{"id":"\ude00","v":[1]}"#, SIM_JSON_NOT_JSON),
      (#"{"id":"\x","v":[1]}"#, SIM_JSON_NOT_JSON), (#"{"id":"\u12","v":[1]}"#, SIM_JSON_NOT_JSON),
      ("{\"id\":\"a\nb\",\"v\":[1]}", SIM_JSON_NOT_JSON), (#"{"v":[1 2]}"#, SIM_JSON_NOT_JSON),
      (#"{"v":[1}"#, SIM_JSON_NOT_JSON), (#"{"v":[1]}}"#, SIM_JSON_NOT_JSON),
      (#"{"v":[1]}{"v":[1]}"#, SIM_JSON_NOT_JSON), (#"{"v":[1]} 7"#, SIM_JSON_NOT_JSON),
      (#"{"v":[1],}"#, SIM_JSON_NOT_JSON), (#"{"a" 1,"v":[1]}"#, SIM_JSON_NOT_JSON),
      (#"{"a":1 "v":[1]}"#, SIM_JSON_NOT_JSON), (#"{1:2,"v":[1]}"#, SIM_JSON_NOT_JSON),
    ] as [(String, sim_json_status)]
  )
  func refused(text: String, status: sim_json_status) {
    #expect(read(text.utf8).status == status)
    // The parser is as good as new.
    #expect(read(#"{"v":[1]}"#.utf8).values == [1])
  }

  @Test("refuses bytes that are no UTF-8, anywhere")
  func encoding() {
    for bytes in [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xc0, 0xaf]] {
      let garbage = bytes.map(UInt8.init)
      let head = Array(#"{"x":""#.utf8)
      let tail = Array(#"","v":[1]}"#.utf8)
      #expect(read(head + garbage + tail).status == SIM_JSON_NOT_JSON)
    }
  }

  @Test("takes nested values of any depth, and vectors of any length, from text of any size")
  func sizes() {
    let depth = 20_000
    let (open, close) = (String(repeating: "[", count: depth), String(repeating: "]", count: depth))
    #expect(read(#"{"a":\#(open)\#(close),"v":[1]}"#.utf8).values == [1])
    #expect(read(#"{"a":\#(open)"#.utf8).status == SIM_JSON_NOT_JSON)
    #expect(read(#"{"v":\#(open)"#.utf8).status == SIM_JSON_NOT_JSON)
    #expect(read(#"{"v":\#(open)\#(close)}"#.utf8).status == SIM_JSON_NOT_A_NUMBER)
    let long = (0..<9_000).map(String.init).joined(separator: ",")
    let record = read("{\"v\":[\(long)]}".utf8, limit: 9_000, element: SIM_F32)
    #expect(record.values == (0..<9_000).map(Double.init))
    #expect(read("{\"v\":[\(long)]}".utf8, limit: 8_999).status == SIM_JSON_TOO_MANY)
  }

  @Test("lists fields and their kinds")
  func kinds() {
    func list(_ text: String) -> [(String?, sim_json_kind)]? {
      var fields: UnsafePointer<sim_json_field>?
      var found = 0
      var fault = sim_json_fault()
      let status = guarded.with(text.utf8) {
        sim_json_list_fields(parser.handle, $0, $1, &fields, &found, &fault)
      }
      guard status == SIM_JSON_DONE else { return nil }
      return UnsafeBufferPointer(start: fields, count: found).map { (string($0.name), $0.kind) }
    }
    let text =
      #"{"a":1,"\u0062":"x","c":[1,-2],"d":[],"e":[1,"2"],"f":{},"g":null,"h":true,"a":[[1]]}"#
    let fields = list(text)
    #expect(fields?.map(\.0) == ["a", "b", "c", "d", "e", "f", "g", "h", "a"])
    #expect(
      fields?.map(\.1) == [
        SIM_JSON_NUMBER, SIM_JSON_STRING, SIM_JSON_NUMBERS, SIM_JSON_NULLS, SIM_JSON_ARRAY,
        SIM_JSON_OBJECT, SIM_JSON_NULL, SIM_JSON_BOOLEAN, SIM_JSON_ARRAY,
      ]
    )
    #expect(list("{}")?.isEmpty == true)
    for cut in text.indices { #expect(list(String(text[..<cut])) == nil) }
  }
}

extension JSONParsingTests {
  private func tensors(_ text: String) -> (
    status: sim_json_status, tensors: [String], reason: String
  ) {
    var tensors: UnsafePointer<sim_json_tensor>?
    var found = 0
    var fault = sim_json_fault()
    let status = guarded.with(text.utf8) {
      sim_json_read_tensors(parser.handle, $0, $1, &tensors, &found, &fault)
    }
    let described = UnsafeBufferPointer(start: tensors, count: found).map { tensor in
      let shape = Array(UnsafeBufferPointer(start: tensor.shape, count: tensor.rank))
      let (name, dtype) = (string(tensor.name) ?? "", string(tensor.dtype) ?? "")
      return "\(name) \(dtype) \(shape) \(tensor.begin)..\(tensor.end)"
    }
    return (status, described, fault.reason.map { String(cString: $0) } ?? "")
  }

  @Test("gives the tensors of a header, without its metadata")
  func headers() {
    let text =
      #"{"__metadata__":{"a":"b"},"e\u00e9":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"#
      + #""s":{"x":[1],"data_offsets":[24,18446744073709551615],"shape":[],"dtype":"I64"}}"#
    let read = tensors(text + "   ")
    #expect(read.status == SIM_JSON_DONE)
    #expect(read.tensors == ["eé F32 [2, 3] 0..24", "s I64 [] 24..18446744073709551615"])
    for cut in text.indices { #expect(tensors(String(text[..<cut])).status == SIM_JSON_NOT_JSON) }
    #expect(tensors("{}").tensors.isEmpty && tensors("{}").status == SIM_JSON_DONE)
    #expect(tensors("[]").status == SIM_JSON_NOT_AN_OBJECT)
    #expect(tensors(text + "x").status == SIM_JSON_NOT_JSON)
    #expect(tensors(#"{"a":"# + String(repeating: "[", count: 30_000)).status == SIM_JSON_NOT_JSON)
  }

  @Test(
    "says what is wrong with a tensor",
    arguments: [
      (#"{"a":5}"#, "it is no object"), (#"{"__metadata__":5}"#, "__metadata__ is no object"),
      (#"{"__metadata__":{"a":1}}"#, "__metadata__ holds something else than strings"),
      (#"{"__metadata__":{"a":"","a":""}}"#, "__metadata__ names a field twice"),
      (
        #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"\u0061":{}}"#,
        "two have the same name"
      ),
      (
        #"{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
        "it names a field twice"
      ),
      (#"{"a":{"shape":[1],"data_offsets":[0,4]}}"#, "its dtype is no string"),
      (#"{"a":{"dtype":1,"shape":[1],"data_offsets":[0,4]}}"#, "its dtype is no string"),
      (#"{"a":{"dtype":"F32","data_offsets":[0,4]}}"#, "its shape is no array"),
      (
        #"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#,
        "its shape holds something else than whole numbers"
      ),
      (
        #"{"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}"#,
        "its shape holds something else than whole numbers"
      ),
      (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, "its data_offsets descend"),
      (
        #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,5]}}"#,
        "its data_offsets are no two whole numbers"
      ),
      (
        #"{"a":{"dtype":"F32","shape":[1],"data_offsets":["0",4]}}"#,
        "its data_offsets are no two whole numbers"
      ),
      (#"{"a":{"dtype":"F32","shape":[1]}}"#, "its data_offsets are no array"),
    ]
  )
  func tensorFaults(text: String, reason: String) {
    let read = tensors(text)
    #expect(read.status == SIM_JSON_BAD_TENSOR && read.reason == reason && read.tensors.isEmpty)
  }
}
